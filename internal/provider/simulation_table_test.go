// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"math/big"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The verdicts of a cell, which shows the worst one of its lives.
const (
	notConcerned = "–"         // the trouble makes no difference
	converges    = "converges" // no additional message, and all invariants hold
	saysSo       = "says so"   // an additional error or warning, and all invariants hold
	isLimit      = "limit"     // an invariant is broken, or the plan never becomes empty
)

var verdicts = []string{notConcerned, converges, saysSo, isLimit} // from best to worst

// column is a kind of object, and the place that represents it.
type column struct{ title, place string }

func columns() []column {
	return []column{
		{"patient with a number", "registered"},
		{"patient without one", "numberless"},
		{"patient from PDS", "pds"},
		{"webhook", "endpoint"},
		{"settings", "practice"},
		{"prescriber", "prescribing"},
	}
}

// tablePlaces returns the places of the columns. They have values that Hero might spell in another way.
func tablePlaces() []*place {
	const written = " xanterbury  súper-under-wold "
	registered := members{
		"nhs_number": "999 000 2088", "dob": "1990-06-19", "first_name": "Theodorina", "last_name": "Ampleforthe",
		"mobile": "07700 900321", "town": written,
	}
	numberless := members{
		"dob": "1985-06-09", "first_name": "Leopoldina", "last_name": "Grimthwaite", "email": "leopoldina.grimthwaite@example.com", "town": written,
	}
	endpoint := members{
		"event_type": "appointment.confirmed", "url": "https://Hooks.example.com:443/%7eendpoint", "headers": members{"X-Token": "tok-90be2d"},
	}
	return []*place{
		{name: "registered", resource: patientType, object: "patient", variants: map[string]members{
			"a": registered, "b": over(registered, members{"mobile": "07700 900654", "county": "Woldershire"}),
		}},
		{name: "numberless", resource: patientType, object: "patient", variants: map[string]members{"a": numberless}},
		{name: "pds", resource: pdsType, object: "patient", variants: map[string]members{"a": {"nhs_number": "999 000 1014", "dob": "1992-01-01"}}},
		{name: "endpoint", resource: webhookType, object: "webhook", createBeforeDestroy: true, variants: map[string]members{
			"a": over(endpoint, members{"signing_key_wo": "key-1f77c0", "signing_key_wo_version": "1"}),
			"b": over(endpoint, members{"signing_key_wo": "key-b3309e", "signing_key_wo_version": "2"}),
		}},
		{name: "practice", resource: settingsType, object: "practice group", variants: map[string]members{
			"a": {"name": written, "address": members{"town": "Otterham"}},
			"b": {"name": written, "address": members{"town": "Pendlewick"}, "prescription_partner_credentials": members{
				"email": "partner@example.com", "password_wo": "pw-5ad310", "password_wo_version": "1",
			}},
			"c": {"name": written, "prescription_partner_credentials": members{
				"email": "partner@example.com", "password_wo": "pw-e8041b", "password_wo_version": "2",
			}},
			"d": {"name": written, "additional_settings": members{"ratio": big.NewRat(1, 3), "tags": []string{"red", "amber", "green"}}},
		}},
		{name: "prescribing", resource: prescriberType, object: "admin", variants: map[string]members{
			"a": {"admin_id": "503", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": written}},
			"b": {"admin_id": "503", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": written}},
		}},
	}
}

// cell is the result of a row for one kind of object.
type cell struct {
	row     *trouble
	column  int
	verdict string
	because string // the broken invariant, or the messages
}

// tabulate fills the cells of rows.
func tabulate(t *testing.T, rows []*trouble) []*cell {
	t.Helper()
	protocolSchemas(t) // outside any bubble
	var all []*cell
	for _, row := range rows {
		for i := range columns() {
			all = append(all, &cell{row: row, column: i, verdict: notConcerned})
		}
	}
	todo := make(chan *cell)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for c := range todo {
				c.fill(t)
			}
		})
	}
	for _, c := range all {
		todo <- c
	}
	close(todo)
	workers.Wait()
	return all
}

func (c *cell) fill(t *testing.T) {
	t.Helper()
	for _, l := range c.row.lives(placeNamed(columns()[c.column].place)) {
		verdict, because := c.row.judge(t, l)
		if slices.Index(verdicts, verdict) > slices.Index(verdicts, c.verdict) {
			c.verdict, c.because = verdict, because
		}
	}
}

// judge lives a life with its trouble, and compares that with the same life without it.
func (row *trouble) judge(t *testing.T, l life) (verdict, because string) {
	t.Helper()
	calm := l.without(row.isTrouble).livedOnce(t)
	if calm.broken != nil {
		t.Errorf("without trouble, %s\n%s", calm.broken, l)
	}
	r := l.live(t)
	var said []string
	for word := range r.words {
		if !calm.words[word] {
			said = append(said, word)
		}
	}
	slices.Sort(said)
	switch {
	case r.broken != nil:
		return isLimit, r.broken.String()
	case r.respelt:
		return isLimit, "the plan is never empty; " + strings.Join(said, "; ")
	case len(said) > 0:
		return saysSo, strings.Join(said, "; ")
	case r.answers == calm.answers && r.touched == calm.touched:
		return notConcerned, ""
	}
	return converges, ""
}
