#!/usr/bin/env python3
"""Makes the font files of this folder out of the complete ones.

    subset.py LITERATA INTER NOTO OUT

LITERATA and INTER are the unpacked npm packages @expo-google-fonts/literata
and @expo-google-fonts/inter, NOTO the folder with the two Noto symbol fonts of
Debian's fonts-noto-core, OUT this folder. Needs fonttools. The same input
gives the same bytes.
"""
import pathlib
import sys
import tempfile

from fontTools import merge, subset
from fontTools.ttLib import TTFont

# Latin of the European languages and pinyin, combining marks, Greek, Cyrillic of Russian, Ukrainian, Belarusian, Serbian and the rest of
# the block, punctuation, currency, letter-like signs and arrows.
TEXT = [
    (0x20, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0),
    (0x1CD, 0x1DC), (0x1E6, 0x1E7), (0x1F4, 0x1F5), (0x1FA, 0x21B), (0x237, 0x237),
    (0x259, 0x259), (0x2B9, 0x2DD), (0x300, 0x30C), (0x30F, 0x30F), (0x311, 0x312),
    (0x323, 0x328), (0x331, 0x331), (0x384, 0x3CE), (0x400, 0x45F), (0x490, 0x493),
    (0x496, 0x49B), (0x4A2, 0x4A3), (0x4AE, 0x4B1), (0x4BA, 0x4BB), (0x4D8, 0x4D9),
    (0x4E8, 0x4E9), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x2000, 0x200F),
    (0x2010, 0x2027), (0x202F, 0x203A), (0x203D, 0x2044), (0x2070, 0x208E),
    (0x20A0, 0x20BF), (0x2113, 0x2116), (0x2122, 0x2122), (0x2150, 0x215E),
    (0x2190, 0x2199), (0x21B5, 0x21B5), (0x2202, 0x221E), (0x2248, 0x2265),
]
# Keys that the interface names, beside the text.
KEYS = [(0x21A9, 0x21AA), (0x21D0, 0x21D4), (0x21E4, 0x21E7), (0x2303, 0x2303),
        (0x2318, 0x2318), (0x2325, 0x2326), (0x232B, 0x232B), (0x23CE, 0x23CE)]
# Shapes and marks all come from one hand, so that ○ ◐ ● are equally large.
SYMBOLS = "●◐○◑◒◓◔◕◉◎◌■□▪▫▲△▴▵▶▷▸▹▼▽▾▿◀◁◂◃◆◇◈★☆✓✔✕✖✗✘✎✏✚☰☐☑☒⏎⌫⌥⚠⚙⚐⚑⛔⏵⏸⏹🔍🔒🗀🗁🗎🗑"

# Kerning and marks only. Ligatures and contextual alternates are left out on
# purpose: a span may end between f and i, and must be drawn there.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl"]


def points(ranges):
    return {c for first, last in ranges for c in range(first, last + 1)}


def cut(source, target, wanted):
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG", "STAT", "MVAR", "meta"]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)


def symbols(noto, target):
    wanted = {ord(c) for c in SYMBOLS}
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for name in ("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols-Regular.ttf"):
            source = noto / name
            have = wanted & set(TTFont(source).getBestCmap())
            wanted -= have
            part = pathlib.Path(folder) / name
            cut(source, part, have)
            parts.append(str(part))
        font = merge.Merger().merge(parts)
        stamp = TTFont(parts[0], recalcTimestamp=False)["head"]
        font.recalcTimestamp = False
        font["head"].created, font["head"].modified = stamp.created, stamp.modified
        target.parent.mkdir(parents=True, exist_ok=True)
        font.save(str(target))
    if wanted:
        print("no glyph for", " ".join(sorted(map(chr, wanted))))


def main():
    literata, inter, noto, out = map(pathlib.Path, sys.argv[1:5])
    shapes = {ord(c) for c in SYMBOLS} - points(TEXT)
    for weight in ("400Regular", "400Regular_Italic", "700Bold"):
        name = "Literata-" + weight[3:].replace("Regular_", "") + ".ttf"
        cut(literata / weight / f"Literata_{weight}.ttf", out / "literata" / name, points(TEXT))
    for weight in ("400Regular", "600SemiBold"):
        name = "Inter-" + weight[3:] + ".ttf"
        cut(inter / weight / f"Inter_{weight}.ttf", out / "inter" / name,
            (points(TEXT) | points(KEYS)) - shapes)
    symbols(noto, out / "symbols" / "NotoSansSymbols-Subset.ttf")


if __name__ == "__main__":
    main()
