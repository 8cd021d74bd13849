//! Draws egui's output on the CPU, so that pictures need no graphics card, no driver and no display.
//!
//! Triangles are filled with linearly interpolated colours times the texture, blended as egui's painters do
//! (premultiplied alpha, in gamma space). The same input gives the same bytes on every machine.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "pixels are small whole numbers, and edges are compared exactly on purpose"
)]

use std::collections::HashMap;

use egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Mesh, Primitive, Vertex};
use egui::{Color32, Context, FullOutput, Rect, TextureId, TexturesDelta};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// A renderer for `egui_kittest::HarnessBuilder::renderer`.
#[derive(Default)]
pub(crate) struct Soft {
    textures: HashMap<TextureId, Texture>,
}

#[derive(Default)]
struct Texture {
    size: [usize; 2],
    pixels: Vec<Color32>,
}

impl TestRenderer for Soft {
    #[expect(clippy::iter_over_hash_type)] // Textures are independent of each other.
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in std::mem::take(&mut delta.set) {
            let texture = self.textures.entry(id).or_default();
            changes.iter().for_each(|change| texture.apply(change));
        }
        for id in std::mem::take(&mut delta.free) {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let mut canvas = Canvas::new(size.x.round() as usize, size.y.round() as usize);
        for ClippedPrimitive {
            clip_rect,
            primitive,
        } in ctx.tessellate(output.shapes.clone(), scale)
        {
            match primitive {
                Primitive::Mesh(mesh) => {
                    let texture = self.textures.get(&mesh.texture_id);
                    let texture =
                        texture.ok_or_else(|| format!("no texture {:?}", mesh.texture_id))?;
                    canvas.mesh(&mesh, texture, clip_rect * scale, scale);
                }
                Primitive::Callback(_) => return Err("callbacks cannot be drawn here".to_owned()),
            }
        }
        Ok(canvas.image())
    }
}

impl Texture {
    fn apply(&mut self, change: &ImageDelta) {
        let ImageData::Color(image) = &change.image;
        let Some([left, top]) = change.pos else {
            self.size = image.size;
            self.pixels.clone_from(&image.pixels);
            return;
        };
        let [width, _] = image.size;
        for (row, pixels) in image.pixels.chunks(width).enumerate() {
            let start = (top + row) * self.size[0] + left;
            self.pixels[start..start + width].copy_from_slice(pixels);
        }
    }

    /// Returns the colour at a place from 0 to 1, mixed from the four nearest pixels.
    fn sample(&self, place: egui::Pos2) -> [f32; 4] {
        let [width, height] = self.size;
        let x = (place.x * width as f32 - 0.5).clamp(0.0, width as f32 - 1.0);
        let y = (place.y * height as f32 - 0.5).clamp(0.0, height as f32 - 1.0);
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
        let (across, down) = (x - left as f32, y - top as f32);
        let pixel = |x: usize, y: usize| self.pixels[y * width + x].to_array().map(f32::from);
        let upper = [pixel(left, top), pixel(right, top)];
        let lower = [pixel(left, bottom), pixel(right, bottom)];
        let mix = |from: f32, to: f32, share: f32| from + (to - from) * share;
        std::array::from_fn(|channel| {
            let across = |row: &[[f32; 4]; 2]| mix(row[0][channel], row[1][channel], across);
            mix(across(&upper), across(&lower), down)
        })
    }
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![[0.0; 4]; width * height],
        }
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: Rect, scale: f32) {
        let clip = clip.intersect(Rect::from_min_size(
            egui::Pos2::ZERO,
            egui::vec2(self.width as f32, self.height as f32),
        ));
        for triangle in mesh.indices.chunks_exact(3) {
            let corners = [0, 1, 2].map(|corner| {
                let mut vertex = mesh.vertices[triangle[corner] as usize];
                vertex.pos = (vertex.pos.to_vec2() * scale).to_pos2();
                vertex
            });
            self.triangle(&corners, texture, clip);
        }
    }

    fn triangle(&mut self, corners: &[Vertex; 3], texture: &Texture, clip: Rect) {
        let [first, second, third] = *corners;
        let area = cross(first.pos, second.pos, third.pos);
        if area == 0.0 {
            return;
        }
        let corners = if area < 0.0 {
            [first, third, second]
        } else {
            *corners
        };
        let area = area.abs();
        let [a, b, c] = corners.map(|corner| corner.pos);
        let bounds = Rect::from_points(&[a, b, c]).intersect(clip);
        let top = bounds.top().floor().max(0.0) as usize;
        let bottom = (bounds.bottom().ceil().max(0.0) as usize).min(self.height);
        let flat = flat_colour(&corners, texture);
        for y in top..bottom {
            let middle = y as f32 + 0.5;
            if middle < clip.top() || middle > clip.bottom() {
                continue;
            }
            let (left, right) = row(&[a, b, c], middle, clip);
            for x in left..right.min(self.width) {
                let at = egui::pos2(x as f32 + 0.5, middle);
                // A pixel on the edge between two triangles belongs to one of them only.
                let inside = |from: egui::Pos2, to: egui::Pos2| {
                    let side = cross(from, to, at);
                    let owns = to.y < from.y || (to.y == from.y && to.x > from.x);
                    side > 0.0 || (side == 0.0 && owns)
                };
                if !inside(a, b) || !inside(b, c) || !inside(c, a) {
                    continue;
                }
                let colour = flat.unwrap_or_else(|| {
                    let (of_c, of_a) = (cross(a, b, at) / area, cross(b, c, at) / area);
                    shade(&corners, [of_a, 1.0 - of_a - of_c, of_c], texture)
                });
                self.blend(x, y, colour);
            }
        }
    }

    fn blend(&mut self, x: usize, y: usize, colour: [f32; 4]) {
        let under = &mut self.pixels[y * self.width + x];
        let rest = 1.0 - colour[3] / 255.0;
        for (channel, value) in under.iter_mut().zip(colour) {
            *channel = value + *channel * rest;
        }
    }

    fn image(&self) -> RgbaImage {
        RgbaImage::from_fn(self.width as u32, self.height as u32, |x, y| {
            let pixel = self.pixels[y as usize * self.width + x as usize];
            Rgba(pixel.map(|channel| channel.round().clamp(0.0, 255.0) as u8))
        })
    }
}

/// Returns the pixels of a row that a triangle may touch.
fn row(corners: &[egui::Pos2; 3], y: f32, clip: Rect) -> (usize, usize) {
    let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
    for (from, to) in [(0, 1), (1, 2), (2, 0)] {
        let (from, to) = (corners[from], corners[to]);
        if (from.y.min(to.y)..=from.y.max(to.y)).contains(&y) {
            let share = if from.y == to.y {
                0.0
            } else {
                (y - from.y) / (to.y - from.y)
            };
            let x = from.x + (to.x - from.x) * share;
            left = left.min(x);
            right = right.max(x);
            if from.y == to.y {
                left = left.min(to.x);
                right = right.max(to.x);
            }
        }
    }
    let left = left.max(clip.left()).floor().max(0.0) as usize;
    let right = right.min(clip.right()).ceil().max(0.0) as usize;
    (left, right)
}

/// Returns the colour of a triangle that has the same everywhere, as all plain shapes have.
fn flat_colour(corners: &[Vertex; 3], texture: &Texture) -> Option<[f32; 4]> {
    let [a, b, c] = corners;
    let same = a.uv == b.uv && b.uv == c.uv && a.color == b.color && b.color == c.color;
    same.then(|| shade(corners, [1.0, 0.0, 0.0], texture))
}

/// Returns twice the area of a triangle; positive if it turns clockwise on the screen.
fn cross(a: egui::Pos2, b: egui::Pos2, c: egui::Pos2) -> f32 {
    (b - a).x * (c - a).y - (b - a).y * (c - a).x
}

fn shade(corners: &[Vertex; 3], shares: [f32; 3], texture: &Texture) -> [f32; 4] {
    let mix = |value: fn(&Vertex) -> f32| -> f32 {
        corners
            .iter()
            .zip(shares)
            .map(|(corner, share)| value(corner) * share)
            .sum()
    };
    let texel = texture.sample(egui::pos2(mix(|v| v.uv.x), mix(|v| v.uv.y)));
    let colour = [
        mix(|v| f32::from(v.color.r())),
        mix(|v| f32::from(v.color.g())),
        mix(|v| f32::from(v.color.b())),
        mix(|v| f32::from(v.color.a())),
    ];
    std::array::from_fn(|channel| colour[channel] * texel[channel] / 255.0)
}
