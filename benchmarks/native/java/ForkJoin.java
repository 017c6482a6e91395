import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The problems of the suite `forkjoin` with ForkJoinPool: `java ForkJoin THREADS`. Prints
 * `problem<TAB>milliseconds (median of 5)<TAB>answer`, in plain Java (0 threads) or with the pool.
 */
public class ForkJoin {
  static final class Fib extends RecursiveTask<Long> {
    final int n;
    Fib(int n) { this.n = n; }
    @Override protected Long compute() {
      if (n < 2) return (long) n;
      Fib first = new Fib(n - 1);
      first.fork();
      long second = new Fib(n - 2).compute();
      return second + first.join();
    }
  }

  static long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

  static int mix(int h, int rounds) {
    for (int i = 0; i < rounds; i++) {
      h ^= h >>> 16; h *= 0x85EBCA6B; h ^= h >>> 13; h *= 0xC2B2AE35; h ^= h >>> 16;
    }
    return h;
  }

  static int childOf(int hash, int depth, int i, int rounds) {
    return mix(hash + (i + 1) * 0x9E3779B9 + (depth + 1) * 0x85EBCA77, rounds);
  }

  static int childrenOf(int hash, int depth) {
    return depth == 0 ? 2000 : Integer.compareUnsigned(hash, 536334041) < 0 ? 8 : 0;
  }

  static long uts(int hash, int depth, int rounds) {
    long nodes = 1;
    for (int i = 0, n = childrenOf(hash, depth); i < n; i++) {
      nodes += uts(childOf(hash, depth, i, rounds), depth + 1, rounds);
    }
    return nodes;
  }

  static final class Uts extends RecursiveTask<Long> {
    final int hash, depth, rounds;
    Uts(int hash, int depth, int rounds) { this.hash = hash; this.depth = depth; this.rounds = rounds; }
    @Override protected Long compute() {
      int n = childrenOf(hash, depth);
      Uts[] forks = new Uts[n];
      for (int i = 0; i < n; i++) {
        forks[i] = new Uts(childOf(hash, depth, i, rounds), depth + 1, rounds);
        forks[i].fork();
      }
      long nodes = 1;
      for (int i = n - 1; i >= 0; i--) nodes += forks[i].join();
      return nodes;
    }
  }

  static long queens(int all, int columns, int left, int right) {
    if (columns == all) return 1;
    long solutions = 0;
    for (int free = all & ~(columns | left | right); free != 0; free &= free - 1) {
      int bit = free & -free;
      solutions += queens(all, columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1);
    }
    return solutions;
  }

  static final class Queens extends RecursiveTask<Long> {
    final int all, columns, left, right, levels;
    Queens(int all, int columns, int left, int right, int levels) {
      this.all = all; this.columns = columns; this.left = left; this.right = right; this.levels = levels;
    }
    @Override protected Long compute() {
      if (levels == 0) return queens(all, columns, left, right);
      int free = all & ~(columns | left | right);
      Queens[] forks = new Queens[Integer.bitCount(free)];
      for (int i = 0; free != 0; free &= free - 1) {
        int bit = free & -free;
        forks[i] = new Queens(all, columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1, levels - 1);
        forks[i++].fork();
      }
      long solutions = 0;
      for (int i = forks.length - 1; i >= 0; i--) solutions += forks[i].join();
      return solutions;
    }
  }

  static void sort(int[] a, int[] s, int from, int to) {
    if (to - from <= 32) {
      for (int i = from + 1; i < to; i++) {
        int x = a[i], at = i;
        for (; at > from && a[at - 1] > x; at--) a[at] = a[at - 1];
        a[at] = x;
      }
      return;
    }
    int middle = (from + to) >>> 1;
    sort(a, s, from, middle);
    sort(a, s, middle, to);
    merge(a, s, from, middle, to);
  }

  static void merge(int[] a, int[] s, int from, int middle, int to) {
    System.arraycopy(a, from, s, from, middle - from);
    int l = from, r = middle, out = from;
    while (l < middle && r < to) a[out++] = a[r] < s[l] ? a[r++] : s[l++];
    while (l < middle) a[out++] = s[l++];
  }

  static final class Sort extends RecursiveAction {
    final int[] a, s; final int from, to;
    Sort(int[] a, int[] s, int from, int to) { this.a = a; this.s = s; this.from = from; this.to = to; }
    @Override protected void compute() {
      if (to - from <= 8192) { sort(a, s, from, to); return; }
      int middle = (from + to) >>> 1;
      invokeAll(new Sort(a, s, from, middle), new Sort(a, s, middle, to));
      merge(a, s, from, middle, to);
    }
  }

  static long row(int y, int size) {
    long iterations = 0;
    double ci = -1.5 + 3.0 * y / size;
    for (int x = 0; x < size; x++) {
      double cr = -2.25 + 3.0 * x / size, zr = 0, zi = 0;
      int n = 0;
      while (n < 256 && zr * zr + zi * zi <= 4) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        n++;
      }
      iterations += n;
    }
    return iterations;
  }

  static void report(String name, Runnable prepare, LongSupplier run, LongSupplier answer) {
    double[] times = new double[5];
    long result = 0;
    for (int i = -3; i < times.length; i++) {
      prepare.run();
      long begun = System.nanoTime();
      result = run.getAsLong();
      if (i >= 0) times[i] = (System.nanoTime() - begun) / 1e6;
    }
    java.util.Arrays.sort(times);
    if (answer != null) result = answer.getAsLong();
    System.out.printf(java.util.Locale.ROOT, "%s\t%.3f\t%d%n", name, times[2], result);
  }

  public static void main(String[] args) {
    int threads = args.length == 0 ? 0 : Integer.parseInt(args[0]);
    boolean plain = threads == 0;
    ForkJoinPool pool = new ForkJoinPool(Math.max(1, threads));
    Runnable nothing = () -> {};
    report("fib", nothing, () -> plain ? fib(32) : pool.invoke(new Fib(32)), null);
    report("uts", nothing, () -> plain ? uts(1, 0, 1) : pool.invoke(new Uts(1, 0, 1)), null);
    report("uts64", nothing, () -> plain ? uts(1234, 0, 64) : pool.invoke(new Uts(1234, 0, 64)), null);
    int all = (1 << 14) - 1;
    report("queens", nothing,
        () -> plain ? queens(all, 0, 0, 0) : pool.invoke(new Queens(all, 0, 0, 0, 4)), null);
    int n = 8_000_000;
    int[] source = new int[n], a = new int[n], s = new int[n];
    for (int i = 0, x = 42; i < n; i++) source[i] = x = x * 1664525 + 1013904223;
    report("sort", () -> System.arraycopy(source, 0, a, 0, n), () -> {
      if (plain) sort(a, s, 0, n); else pool.invoke(new Sort(a, s, 0, n));
      return 0;
    }, () -> {
      int c = 0;
      for (int i = 0; i < n; i += 1000) c = 31 * c + a[i];
      return c & 0xFFFFFFFFL;
    });
    report("mandel", nothing, () -> {
      if (plain) return IntStream.range(0, 2000).mapToLong(y -> row(y, 2000)).sum();
      return pool.submit(() -> IntStream.range(0, 2000).parallel().mapToLong(y -> row(y, 2000)).sum()).join();
    }, null);
    double[] doubles = new double[100_000_000];
    for (int i = 0; i < doubles.length; i++) doubles[i] = i % 1000;
    report("reduce", nothing, () -> {
      if (!plain) return (long) (double) pool.submit(() -> DoubleStream.of(doubles).parallel().sum()).join();
      double sum = 0;
      for (double d : doubles) sum += d;
      return (long) sum;
    }, null);
    pool.shutdown();
  }
}
