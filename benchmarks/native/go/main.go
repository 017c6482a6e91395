// The problems of the suite `forkjoin` with goroutines: `forkjoin THREADS`. Prints
// `problem<TAB>milliseconds (median of 3)<TAB>answer`, in plain Go (0 threads) or with a goroutine a
// task.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"time"
)

func fibPlain(n int) int {
	if n < 2 {
		return n
	}
	return fibPlain(n-1) + fibPlain(n-2)
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	var first int
	var done sync.WaitGroup
	done.Add(1)
	go func() { first = fib(n - 1); done.Done() }()
	second := fib(n - 2)
	done.Wait()
	return first + second
}

func mix(h uint32, rounds int) uint32 {
	for i := 0; i < rounds; i++ {
		h ^= h >> 16
		h *= 0x85EBCA6B
		h ^= h >> 13
		h *= 0xC2B2AE35
		h ^= h >> 16
	}
	return h
}

func childOf(hash, depth, i uint32, rounds int) uint32 {
	return mix(hash+(i+1)*0x9E3779B9+(depth+1)*0x85EBCA77, rounds)
}

func childrenOf(hash, depth uint32) uint32 {
	if depth == 0 {
		return 2000
	}
	if hash < 536334041 {
		return 8
	}
	return 0
}

func utsPlain(hash, depth uint32, rounds int) int {
	nodes := 1
	for i, n := uint32(0), childrenOf(hash, depth); i < n; i++ {
		nodes += utsPlain(childOf(hash, depth, i, rounds), depth+1, rounds)
	}
	return nodes
}

func uts(hash, depth uint32, rounds int) int {
	n := childrenOf(hash, depth)
	if n == 0 {
		return 1
	}
	counts := make([]int, n)
	var done sync.WaitGroup
	done.Add(int(n))
	for i := uint32(0); i < n; i++ {
		go func(i uint32) {
			counts[i] = uts(childOf(hash, depth, i, rounds), depth+1, rounds)
			done.Done()
		}(i)
	}
	done.Wait()
	nodes := 1
	for _, c := range counts {
		nodes += c
	}
	return nodes
}

func queensPlain(all, columns, left, right uint32) int {
	if columns == all {
		return 1
	}
	solutions := 0
	for free := all &^ (columns | left | right); free != 0; free &= free - 1 {
		bit := free & -free
		solutions += queensPlain(all, columns|bit, ((left|bit)<<1)&all, (right|bit)>>1)
	}
	return solutions
}

func queens(all, columns, left, right uint32, levels int) int {
	if levels == 0 {
		return queensPlain(all, columns, left, right)
	}
	results := make(chan int)
	tasks := 0
	for free := all &^ (columns | left | right); free != 0; free &= free - 1 {
		bit := free & -free
		tasks++
		go func() {
			results <- queens(all, columns|bit, ((left|bit)<<1)&all, (right|bit)>>1, levels-1)
		}()
	}
	solutions := 0
	for ; tasks > 0; tasks-- {
		solutions += <-results
	}
	return solutions
}

func mergeSort(a, s []int32, parallel bool) {
	if len(a) <= 32 {
		for i := 1; i < len(a); i++ {
			x, at := a[i], i
			for ; at > 0 && a[at-1] > x; at-- {
				a[at] = a[at-1]
			}
			a[at] = x
		}
		return
	}
	middle := len(a) / 2
	if parallel && len(a) > 8192 {
		var done sync.WaitGroup
		done.Add(1)
		go func() { mergeSort(a[middle:], s[middle:], true); done.Done() }()
		mergeSort(a[:middle], s[:middle], true)
		done.Wait()
	} else {
		mergeSort(a[:middle], s[:middle], false)
		mergeSort(a[middle:], s[middle:], false)
	}
	copy(s[:middle], a[:middle])
	l, r, out := 0, middle, 0
	for l < middle && r < len(a) {
		if a[r] < s[l] {
			a[out] = a[r]
			r++
		} else {
			a[out] = s[l]
			l++
		}
		out++
	}
	copy(a[out:], s[l:middle])
}

func row(y, size int) int {
	iterations := 0
	ci := -1.5 + 3*float64(y)/float64(size)
	for x := 0; x < size; x++ {
		cr := -2.25 + 3*float64(x)/float64(size)
		zr, zi, n := 0.0, 0.0, 0
		for n < 256 && zr*zr+zi*zi <= 4 {
			zr, zi = zr*zr-zi*zi+cr, 2*zr*zi+ci
			n++
		}
		iterations += n
	}
	return iterations
}

func mandel(size int, parallel bool) int {
	rows := make([]int, size)
	var done sync.WaitGroup
	for y := range rows {
		if !parallel {
			rows[y] = row(y, size)
			continue
		}
		done.Add(1)
		go func(y int) { rows[y] = row(y, size); done.Done() }(y)
	}
	done.Wait()
	iterations := 0
	for _, n := range rows {
		iterations += n
	}
	return iterations
}

func report(name string, prepare func(), run func() int, answer func() int) {
	var times []float64
	result := 0
	for i := -1; i < 3; i++ {
		prepare()
		begun := time.Now()
		result = run()
		if i >= 0 {
			times = append(times, float64(time.Since(begun).Nanoseconds())/1e6)
		}
	}
	sort.Float64s(times)
	if answer != nil {
		result = answer()
	}
	fmt.Printf("%s\t%.3f\t%d\n", name, times[1], result)
}

func choose(plain bool, first, second func() int) func() int {
	if plain {
		return first
	}
	return second
}

func main() {
	threads := 0
	if len(os.Args) > 1 {
		threads, _ = strconv.Atoi(os.Args[1])
	}
	plain := threads == 0
	if !plain {
		runtime.GOMAXPROCS(threads)
	}
	nothing := func() {}
	report("fib", nothing, choose(plain, func() int { return fibPlain(32) }, func() int { return fib(32) }), nil)
	report("uts", nothing, choose(plain, func() int { return utsPlain(1, 0, 1) }, func() int { return uts(1, 0, 1) }), nil)
	report("uts64", nothing, choose(plain, func() int { return utsPlain(1234, 0, 64) }, func() int { return uts(1234, 0, 64) }), nil)
	all := uint32(1<<14 - 1)
	report("queens", nothing, choose(plain, func() int { return queensPlain(all, 0, 0, 0) }, func() int { return queens(all, 0, 0, 0, 4) }), nil)
	n := 8_000_000
	source, a, s := make([]int32, n), make([]int32, n), make([]int32, n)
	x := int32(42)
	for i := range source {
		x = x*1664525 + 1013904223
		source[i] = x
	}
	report("sort", func() { copy(a, source) }, func() int { mergeSort(a, s, !plain); return 0 }, func() int {
		c := int32(0)
		for i := 0; i < n; i += 1000 {
			c = 31*c + a[i]
		}
		return int(uint32(c))
	})
	report("mandel", nothing, func() int { return mandel(2000, !plain) }, nil)
}
