"""usage: spark.py ONRECORD FOLDER

Runs every text of FOLDER (PolNeAR: train, dev and others, each with text/) through `ONRECORD suggest -` with Spark's pipe
on this machine, and compares with what one process gives."""
import json
import pathlib
import subprocess
import sys

from pyspark import SparkConf, SparkContext

binary, folder = sys.argv[1:]
texts = sorted(pathlib.Path(folder).glob("*/text/*.txt"))
lines = [json.dumps({"id": path.stem, "text": path.read_bytes().decode()}, ensure_ascii=False) for path in texts]
assert lines, f"no texts in {folder}"
whole = subprocess.run([binary, "suggest", "-"], input="\n".join(lines).encode(), stdout=subprocess.PIPE, check=True)
expected = whole.stdout.decode().split("\n")
conf = SparkConf().setMaster("local[2]").set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
context = SparkContext(conf=conf)
context.setLogLevel("ERROR")
found = context.parallelize(lines, 8).pipe(f"{binary} suggest -").collect()
context.stop()
if found != expected:
    sys.exit("Spark's pipe gives other lines than one process")
statements = sum(len(json.loads(line)["statements"]) for line in found)
print(f"{len(found)} lines, {statements} statements: the same through pipe and in one process")
