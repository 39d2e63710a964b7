// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// sight is what was seen of a CLI and its providers, as Linux tells it in /proc.
// Elsewhere all is 0.
type sight struct {
	cliPeak, providerPeak float64 // MB
	providerCPU           float64 // seconds
}

// watcher looks at a process and its children until it is stopped.
type watcher struct {
	end  chan struct{}
	seen chan sight
}

const (
	lookEvery = 25 * time.Millisecond
	tick      = 0.01 // seconds; what /proc counts CPU time in, whatever the kernel
)

func watch(cli int) *watcher {
	w := &watcher{end: make(chan struct{}), seen: make(chan sight)}
	go func() {
		var s sight
		cpu := map[int]float64{} // one run starts several processes, one after the other
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		for {
			s.cliPeak = max(s.cliPeak, peak(cli))
			for _, provider := range childrenOf(cli) {
				s.providerPeak = max(s.providerPeak, peak(provider))
				if _, used, ok := parentAndCPU(provider); ok {
					cpu[provider] = used
				}
			}
			select {
			case <-ticker.C:
			case <-w.end:
				for _, used := range cpu {
					s.providerCPU += used
				}
				w.seen <- s
				return
			}
		}
	}()
	return w
}

func (w *watcher) stop() sight {
	close(w.end)
	return <-w.seen
}

func childrenOf(parent int) (children []int) {
	folders, _ := filepath.Glob("/proc/[0-9]*") // the pattern is right
	for _, folder := range folders {
		pid, err := strconv.Atoi(filepath.Base(folder))
		if err != nil {
			continue
		}
		if p, _, ok := parentAndCPU(pid); ok && p == parent {
			children = append(children, pid)
		}
	}
	return children
}

// parentAndCPU reads /proc/…/stat. A process that has gone is not ok.
func parentAndCPU(pid int) (parent int, seconds float64, ok bool) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, false
	}
	return parseStat(string(content))
}

// parseStat reads the fields after the name, which may have spaces and brackets
// in it: the parent is the second of them, user and system time the 12th and 13th.
func parseStat(content string) (parent int, seconds float64, ok bool) {
	fields := strings.Fields(content[strings.LastIndex(content, ")")+1:])
	if len(fields) < 13 {
		return 0, 0, false
	}
	parent, err := strconv.Atoi(fields[1])
	user, errUser := strconv.ParseFloat(fields[11], 64)
	system, errSystem := strconv.ParseFloat(fields[12], 64)
	return parent, (user + system) * tick, err == nil && errUser == nil && errSystem == nil
}

// peak is the most memory a process has had, in MB, 0 when it has gone.
func peak(pid int) float64 {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	return parsePeak(string(content))
}

func parsePeak(status string) float64 {
	_, after, _ := strings.Cut(status, "VmHWM:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	kibibytes, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return 0
	}
	return kibibytes * 1024 / 1e6
}
