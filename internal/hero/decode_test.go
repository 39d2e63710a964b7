// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"testing"
)

const patientDocument = `{"id":"123","uid":"3e2c","emis_id":null,"ehr_partner_id":"77","dob":"1980-07-05T23:00:00.000Z","deceased_at":null,` +
	`"title":"Mr","first_name":"Ann","last_name":"Lee","sex":"Other","nhs_number":"9434765919","email":"ann@example.com","emails":["ann@example.com"],` +
	`"mobile":"+447700900123","last_sync_at":"2026-01-01T00:00:00Z","address_line_1":"1 High Street","address_line_2":"","address_line_3":null,` +
	`"country":"England","postcode":"LS1 4AP","town":"Leeds","county":"West Yorkshire","notes":null,"verification_credentials":[],` +
	`"data_source":"hero","restricted":false,"sex_changed_at":null,"status":"unarchived"}`

func BenchmarkDecodePatient(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode[Patient]([]byte(patientDocument)); err != nil {
			b.Fatal(err)
		}
	}
}

// A field costs one allocation, that of its string, and the object a few.
//
//nolint:paralleltest // allocations are counted for the whole process
func TestDecodingAPatientIsCheap(t *testing.T) {
	const texts = 20
	allocations := testing.AllocsPerRun(100, func() {
		if _, err := decode[Patient]([]byte(patientDocument)); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > texts+15 {
		t.Errorf("decoding a patient takes %.0f allocations", allocations)
	}
}
