/**
 * Ray tracing, after Whitted (1980): spheres on a floor that mirror each other. The rows of the sky
 * are cheap, those with reflections are not.
 */

import type { Job } from './job.js';

type Vector = readonly [number, number, number];

/** Some rows of a picture. */
interface Rows {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

interface Sphere {
  readonly centre: Vector;
  readonly radius: number;
  readonly colour: Vector;
}

const SPHERES: readonly Sphere[] = Array.from({ length: 24 }, (_, i) => ({
  centre: [((i % 6) - 2.5) * 1.3, -0.6 + 0.35 * (i % 3), 4 + Math.floor(i / 6) * 1.4],
  radius: 0.35 + 0.1 * (i % 3),
  colour: [0.3 + 0.1 * (i % 7), 0.9 - 0.1 * (i % 8), 0.4 + 0.15 * (i % 4)],
}));
const FLOOR = -1;
const LIGHT = unit([-0.5, 0.9, -0.4]);
const DEPTH = 5;

export const job: Job = {
  batches(smoke) {
    const size = smoke ? 16 : 800;
    const height = smoke ? 8 : 10;
    return [
      Array.from({ length: size / height }, (_, i): Rows => ({
        size,
        from: i * height,
        to: (i + 1) * height,
      })),
    ];
  },
  run({ size, from, to }: Rows): Uint8Array {
    const pixels = new Uint8Array((to - from) * size * 3);
    let at = 0;
    for (let y = from; y < to; y++) {
      for (let x = 0; x < size; x++) {
        const ray = unit([(x + 0.5) / size - 0.5, 0.5 - (y + 0.5) / size, 0.6]);
        for (const part of trace([0, 0.4, 0], ray, DEPTH)) {
          pixels[at++] = Math.min(255, Math.floor(part * 255));
        }
      }
    }
    return pixels;
  },
};

/** The light that comes back along a ray. */
function trace(origin: Vector, ray: Vector, depth: number): Vector {
  let near = Infinity;
  let hit: Sphere | undefined;
  for (const sphere of SPHERES) {
    const distance = meet(origin, ray, sphere);
    if (distance < near) [near, hit] = [distance, sphere];
  }
  const floor = ray[1] < 0 ? (FLOOR - origin[1]) / ray[1] : Infinity;
  if (floor < near) [near, hit] = [floor, undefined];
  if (near === Infinity) return [0.4 + 0.4 * ray[1], 0.6, 0.9];
  const point = along(origin, ray, near);
  const normal: Vector = hit === undefined ? [0, 1, 0] : unit(minus(point, hit.centre));
  const isDark = (Math.floor(point[0]) + Math.floor(point[2])) % 2 === 0;
  const colour = hit?.colour ?? (isDark ? ([0.2, 0.2, 0.2] as const) : ([0.8, 0.8, 0.8] as const));
  const start = along(point, normal, 1e-6);
  const isLit = SPHERES.every((sphere) => meet(start, LIGHT, sphere) === Infinity);
  const light = 0.2 + (isLit ? 0.7 * Math.max(0, dot(normal, LIGHT)) : 0);
  if (depth === 0) return scaled(colour, light);
  const mirrored = trace(start, along(ray, normal, -2 * dot(ray, normal)), depth - 1);
  return along(scaled(colour, 0.65 * light), mirrored, 0.35);
}

/** How far along a ray it meets a sphere. */
function meet(origin: Vector, ray: Vector, { centre, radius }: Sphere): number {
  const to = minus(centre, origin);
  const middle = dot(to, ray);
  const inside = radius * radius - dot(to, to) + middle * middle;
  if (inside < 0) return Infinity;
  const distance = middle - Math.sqrt(inside);
  return distance > 1e-6 ? distance : Infinity;
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function minus(a: Vector, b: Vector): Vector {
  return along(a, b, -1);
}

function along(a: Vector, b: Vector, distance: number): Vector {
  return [a[0] + b[0] * distance, a[1] + b[1] * distance, a[2] + b[2] * distance];
}

function scaled(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

function unit(a: Vector): Vector {
  return scaled(a, 1 / Math.hypot(a[0], a[1], a[2]));
}
