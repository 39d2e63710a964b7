// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"strings"
	"time"
)

// target is what a ratio is to be at most.
type target struct {
	kind string
	step step
	most float64
}

// Of the seconds, held against those of the floor and of Hero's answers.
var targets = []target{
	{patients, plan, 1.25},
	{patients, apply, 1.15},
	{webhooks, plan, 1.15},
	{webhooks, apply, 1.15},
	{practices, plan, 1.15},
	{practices, apply, 1.15},
}

// mostAtALatency is the same for what waits for Hero's answers.
const mostAtALatency = 1.1

// fewest is how many objects a ratio means something of: what starts and ends
// a command weighs too much in one of fewer.
const fewest = 900

// targets says what was aimed at and what came of it.
func (r report) targets() string {
	var b strings.Builder
	b.WriteString("\n## Held against the targets\n\nEach is how often a figure is that of `floor_pet` in the same run. A target is of the seconds; the CPU seconds stand beside them, because another process's work weighs less in those.\n\n")
	b.WriteString("| what | measured | in CPU seconds | target |\n| --- | --- | --- | --- |\n")
	for _, p := range r.parts {
		if p.backend != backendHTTP || p.workload.objects < fewest {
			continue
		}
		for _, o := range p.outcomes {
			for _, t := range targets {
				if o.setup.contents == ofHero && t.kind == p.workload.kind {
					fmt.Fprintf(&b, "| %s | %s\n", t.describe(p, o), t.result(p, o))
				}
			}
		}
		p.targetOfMemory(&b)
	}
	r.targetOfGrowth(&b)
	return b.String()
}

func (t target) describe(p part, o outcome) string {
	text := fmt.Sprintf("%s of %s", t.step.name, p.workload.title())
	if o.setup.latency > 0 {
		text += fmt.Sprintf(" at %d ms", o.setup.latency/time.Millisecond)
	}
	return text
}

func (t target) result(p part, o outcome) string {
	m, floor := median(t.step.of(o)), p.floor(t.step)
	ratio := m.seconds / expected(floor, m, o.setup.latency)
	most := t.most
	if o.setup.latency > 0 {
		most = mostAtALatency
	}
	return fmt.Sprintf("%.2f × | %.2f × | %s |", ratio, m.cpu/floor.cpu, verdict(ratio, most))
}

func verdict(ratio, most float64) string {
	if ratio > most {
		return fmt.Sprintf("at most %.2f ×: missed", most)
	}
	return fmt.Sprintf("at most %.2f ×", most)
}

func (p part) targetOfMemory(b *strings.Builder) {
	floor, hero := p.floor(plan).providerPeak, p.peakOfPlan()
	if floor == 0 || hero == 0 || p.workload.kind != patients || p.workload.n > 1000 {
		return
	}
	fmt.Fprintf(b, "| peak of the provider in a plan of %s | %.2f × | | %s |\n", p.workload.title(), hero/floor, verdict(hero/floor, 1))
}

// peakOfPlan is the provider's, at the first latency.
func (p part) peakOfPlan() float64 {
	for _, o := range p.outcomes {
		if o.setup.contents == ofHero {
			return median(o.plan).providerPeak
		}
	}
	return 0
}

// targetOfGrowth holds what many patients take of memory against what fewer do.
func (r report) targetOfGrowth(b *strings.Builder) {
	const few, many = 1000, 4000
	peaks := map[int]float64{}
	for _, p := range r.parts {
		if p.workload.kind == patients && p.backend == backendHTTP {
			peaks[p.workload.n] = p.peakOfPlan()
		}
	}
	if peaks[few] > 0 && peaks[many] > 0 {
		ratio := peaks[many] / peaks[few]
		fmt.Fprintf(b, "| peak of the provider in a plan of %d patients, against that of %d | %.2f × | | %s |\n", many, few, ratio, verdict(ratio, 1.5))
	}
}
