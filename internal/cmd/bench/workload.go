// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"slices"
	"strings"
)

// workload is what a configuration has: patients, practices with settings and
// webhooks, or the webhooks of one practice.
type workload struct {
	kind    string
	n       int
	objects int
}

const (
	patients  = "patients"
	practices = "practices"
	webhooks  = "webhooks"

	webhooksEach = 8
)

func workloads(s settings) (all []workload) {
	for _, n := range s.patients {
		all = append(all, workload{patients, n, n})
	}
	for _, n := range s.practices {
		all = append(all, workload{practices, n, n * (1 + webhooksEach)})
	}
	for _, n := range s.webhooks {
		all = append(all, workload{webhooks, n, n})
	}
	// What takes longest comes last, where the time may be over.
	slices.SortStableFunc(all, func(a, b workload) int { return a.effort() - b.effort() })
	return all
}

// effort is Terraform's: it grows with the square of a resource's instances, and
// each practice has resources of its own.
func (w workload) effort() int {
	if w.kind == practices {
		return w.objects
	}
	return w.objects * w.objects
}

func (w workload) title() string {
	switch w.kind {
	case practices:
		return fmt.Sprintf("%d practices (%d objects)", w.n, w.objects)
	case webhooks:
		return fmt.Sprintf("%d webhooks of one practice", w.n)
	}
	return fmt.Sprintf("%d patients", w.n)
}

// groups are the practice groups that the mock has.
func (w workload) groups() string {
	ids := []string{"1001"}
	for i := 1; w.kind == practices && i < w.n; i++ {
		ids = append(ids, fmt.Sprint(1001+i))
	}
	return strings.Join(ids, ",")
}

// contents is what a configuration is made of: the provider's resources, or as
// many of a floor.
type contents int

const (
	// ofHero are this provider's resources.
	ofHero contents = iota
	// ofPets are of a provider that talks to nobody, on the same framework.
	ofPets
	// ofData are Terraform's own terraform_data, without a provider's process.
	ofData
)

// files are the configuration.
func (w workload) files(c contents) map[string]string {
	head := map[contents]string{ofHero: required("hero"), ofPets: required("floor")}[c]
	count := func(text string) string { return strings.Replace(text, "COUNT", fmt.Sprint(w.n), 1) }
	switch w.kind {
	case patients:
		body := map[contents]string{ofHero: heroPatients, ofPets: petPatients, ofData: dataPatients}[c]
		return map[string]string{"main.tf": head + body, "patients.csv": csvOfPatients(w.n)}
	case webhooks:
		body := map[contents]string{ofHero: heroWebhooks, ofPets: petWebhooks, ofData: dataWebhooks}[c]
		return map[string]string{"main.tf": head + count(body)}
	}
	body := map[contents]string{ofHero: heroPractice, ofPets: petPractice, ofData: dataPractice}[c]
	return map[string]string{"main.tf": count(modules), "practice/main.tf": head + practiceVariables + body}
}
