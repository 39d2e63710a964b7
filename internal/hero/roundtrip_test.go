// SPDX-License-Identifier: MPL-2.0

package hero_test

import (
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// BenchmarkRoundTrip reads a patient from the mock: client, connection in memory, and the mock with its contract checks.
func BenchmarkRoundTrip(b *testing.B) {
	mock := heromock.Start(b)
	id := mock.AddPatient("1001", map[string]any{"dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace", "mobile": "07700 900123"})
	client, err := hero.New(hero.Config{Endpoint: mock.URL(), APIKey: mock.APIKey(), Transport: mock.Transport()})
	if err != nil {
		b.Fatal(err)
	}
	practice, err := client.Practice("1001")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := practice.GetPatient(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
}
