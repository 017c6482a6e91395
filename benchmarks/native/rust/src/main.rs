//! The problems of the suite `forkjoin` with rayon: `forkjoin THREADS`.
//! Prints `problem<TAB>milliseconds (median of 5)<TAB>answer`, in plain Rust (0 threads) or with rayon.

use rayon::prelude::*;
use std::time::Instant;

fn fib_plain(n: u32) -> u64 {
    if n < 2 { n as u64 } else { fib_plain(n - 1) + fib_plain(n - 2) }
}

fn fib(n: u32) -> u64 {
    if n < 2 {
        return n as u64;
    }
    let (a, b) = rayon::join(|| fib(n - 1), || fib(n - 2));
    a + b
}

fn mix(mut h: u32, rounds: u32) -> u32 {
    for _ in 0..rounds {
        h ^= h >> 16;
        h = h.wrapping_mul(0x85EBCA6B);
        h ^= h >> 13;
        h = h.wrapping_mul(0xC2B2AE35);
        h ^= h >> 16;
    }
    h
}

fn child_of(hash: u32, depth: u32, i: u32, rounds: u32) -> u32 {
    let v = hash
        .wrapping_add((i + 1).wrapping_mul(0x9E3779B9))
        .wrapping_add((depth + 1).wrapping_mul(0x85EBCA77));
    mix(v, rounds)
}

fn children_of(hash: u32, depth: u32) -> u32 {
    if depth == 0 { 2000 } else if hash < 536334041 { 8 } else { 0 }
}

fn uts_plain(hash: u32, depth: u32, rounds: u32) -> u64 {
    let mut nodes = 1;
    for i in 0..children_of(hash, depth) {
        nodes += uts_plain(child_of(hash, depth, i, rounds), depth + 1, rounds);
    }
    nodes
}

fn uts(hash: u32, depth: u32, rounds: u32) -> u64 {
    1 + uts_range(hash, depth, rounds, 0, children_of(hash, depth))
}

/// A task for each child, by halves, as `join` wants it.
fn uts_range(hash: u32, depth: u32, rounds: u32, from: u32, to: u32) -> u64 {
    if from == to {
        return 0;
    }
    if to - from == 1 {
        return uts(child_of(hash, depth, from, rounds), depth + 1, rounds);
    }
    let middle = (from + to) / 2;
    let (a, b) = rayon::join(
        || uts_range(hash, depth, rounds, from, middle),
        || uts_range(hash, depth, rounds, middle, to),
    );
    a + b
}

fn queens_plain(all: u32, columns: u32, left: u32, right: u32) -> u64 {
    if columns == all {
        return 1;
    }
    let mut free = all & !(columns | left | right);
    let mut solutions = 0;
    while free != 0 {
        let bit = free & free.wrapping_neg();
        free &= free - 1;
        solutions += queens_plain(all, columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1);
    }
    solutions
}

fn queens(all: u32, columns: u32, left: u32, right: u32, levels: u32) -> u64 {
    if levels == 0 {
        return queens_plain(all, columns, left, right);
    }
    let mut free = all & !(columns | left | right);
    let mut bits = Vec::new();
    while free != 0 {
        bits.push(free & free.wrapping_neg());
        free &= free - 1;
    }
    bits.par_iter()
        .with_max_len(1)
        .map(|bit| queens(all, columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1, levels - 1))
        .sum()
}

fn merge(a: &mut [i32], s: &mut [i32]) {
    let middle = a.len() / 2;
    s[..middle].copy_from_slice(&a[..middle]);
    let (mut l, mut r, mut out) = (0, middle, 0);
    while l < middle && r < a.len() {
        if a[r] < s[l] {
            a[out] = a[r];
            r += 1;
        } else {
            a[out] = s[l];
            l += 1;
        }
        out += 1;
    }
    while l < middle {
        a[out] = s[l];
        l += 1;
        out += 1;
    }
}

fn sort(a: &mut [i32], s: &mut [i32], parallel: bool) {
    if a.len() <= 32 {
        for i in 1..a.len() {
            let x = a[i];
            let mut at = i;
            while at > 0 && a[at - 1] > x {
                a[at] = a[at - 1];
                at -= 1;
            }
            a[at] = x;
        }
        return;
    }
    let middle = a.len() / 2;
    let (al, ar) = a.split_at_mut(middle);
    let (sl, sr) = s.split_at_mut(middle);
    if parallel && al.len() + ar.len() > 8192 {
        rayon::join(|| sort(al, sl, true), || sort(ar, sr, true));
    } else {
        sort(al, sl, false);
        sort(ar, sr, false);
    }
    merge(a, s);
}

fn mandel_row(y: u64, size: u64) -> u64 {
    let mut iterations = 0;
    let ci = -1.5 + 3.0 * y as f64 / size as f64;
    for x in 0..size {
        let cr = -2.25 + 3.0 * x as f64 / size as f64;
        let (mut zr, mut zi, mut n) = (0.0f64, 0.0f64, 0);
        while n < 256 && zr * zr + zi * zi <= 4.0 {
            let t = zr * zr - zi * zi + cr;
            zi = 2.0 * zr * zi + ci;
            zr = t;
            n += 1;
        }
        iterations += n;
    }
    iterations
}

fn report(name: &str, mut run: impl FnMut() -> (f64, String)) {
    run();
    let mut rounds: Vec<(f64, String)> = (0..5).map(|_| run()).collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    println!("{name}\t{:.3}\t{}", rounds[2].0, rounds[2].1);
}

fn timed<T: std::fmt::Display>(run: impl FnOnce() -> T) -> (f64, String) {
    let begun = Instant::now();
    let answer = run();
    (begun.elapsed().as_secs_f64() * 1e3, answer.to_string())
}

fn main() {
    let threads: usize = std::env::args().nth(1).and_then(|t| t.parse().ok()).unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.max(1))
        .stack_size(256 << 20)
        .build()
        .unwrap();
    let plain = threads == 0;
    let n = std::hint::black_box(32);
    let all = std::hint::black_box((1 << 14) - 1);
    pool.install(|| {
        report("fib", || timed(|| if plain { fib_plain(n) } else { fib(n) }));
        report("uts", || timed(|| if plain { uts_plain(1, 0, 1) } else { uts(1, 0, 1) }));
        report("uts64", || timed(|| if plain { uts_plain(1234, 0, 64) } else { uts(1234, 0, 64) }));
        report("queens", || {
            timed(|| if plain { queens_plain(all, 0, 0, 0) } else { queens(all, 0, 0, 0, 4) })
        });
        let mut x: i32 = 42;
        let source: Vec<i32> = (0..8_000_000)
            .map(|_| {
                x = x.wrapping_mul(1664525).wrapping_add(1013904223);
                x
            })
            .collect();
        let mut scratch = vec![0; source.len()];
        report("sort", || {
            let mut array = source.clone();
            let (ms, _) = timed(|| {
                sort(&mut array, &mut scratch, !plain);
                0
            });
            let check = array.iter().step_by(1000).fold(0i32, |c, v| c.wrapping_mul(31).wrapping_add(*v));
            (ms, (check as u32).to_string())
        });
        report("mandel", || {
            timed(|| -> u64 {
                if plain {
                    (0..2000).map(|y| mandel_row(y, 2000)).sum()
                } else {
                    (0..2000u64).into_par_iter().map(|y| mandel_row(y, 2000)).sum()
                }
            })
        });
        let doubles: Vec<f64> = (0..100_000_000u64).map(|i| (i % 1000) as f64).collect();
        report("reduce", || {
            timed(|| -> f64 {
                if plain { doubles.iter().sum() } else { doubles.par_iter().sum() }
            })
        });
    });
}
