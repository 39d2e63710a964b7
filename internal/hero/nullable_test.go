// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNullableDecodesLeniently(t *testing.T) {
	t.Parallel()
	type document struct {
		T String                      `json:"t"`
		B Bool                        `json:"b"`
		I Int                         `json:"i"`
		N Number                      `json:"n"`
		A Nullable[Address]           `json:"a"`
		H Nullable[map[string]string] `json:"h"`
	}
	for name, test := range map[string]struct {
		in   string
		want document
	}{
		"absent":            {`{}`, document{}},
		"null":              {`{"t":null,"b":null,"i":null,"n":null,"a":null}`, document{T: Null[string](), B: Null[bool](), I: Null[int64](), N: Null[float64](), A: Null[Address]()}},
		"plain":             {`{"t":"x","b":true,"i":12,"n":1.5}`, document{T: Value("x"), B: Value(true), I: Value[int64](12), N: Value(1.5)}},
		"empty text":        {`{"t":""}`, document{T: Value("")}},
		"text with escapes": {`{"t":"\u0041\n\"é\""}`, document{T: Value("A\n\"é\"")}},
		"text not in UTF-8": {"{\"t\":\"A\xff\"}", document{T: Value("A\ufffd")}},
		"text from number":  {`{"t":1001}`, document{T: Value("1001")}},
		"text keeps digits": {`{"t":12345678901234567890.10}`, document{T: Value("12345678901234567890.10")}},
		"text from bool":    {`{"t":true}`, document{T: Value("true")}},
		"text from object":  {`{"t":{"a":1}}`, document{}},
		"text from array":   {`{"t":["a"]}`, document{}},
		"bool from text":    {`{"b":"True"}`, document{B: Value(true)}},
		"bool from false":   {`{"b":"false"}`, document{B: Value(false)}},
		"bool from number":  {`{"b":1}`, document{}},
		"bool from a word":  {`{"b":"yes"}`, document{}},
		"int from text":     {`{"i":"12"}`, document{I: Value[int64](12)}},
		"int from float":    {`{"i":12.0}`, document{I: Value[int64](12)}},
		"int from exponent": {`{"i":1e3}`, document{I: Value[int64](1000)}},
		"int from fraction": {`{"i":12.5}`, document{}},
		"int too large":     {`{"i":1e30}`, document{}},
		"int exact":         {`{"i":9007199254740991.0}`, document{I: Value[int64](1<<53 - 1)}},
		"int inexact":       {`{"i":9007199254740993.0}`, document{}},
		"int largest":       {`{"i":9223372036854775807}`, document{I: Value[int64](9223372036854775807)}},
		"int from bool":     {`{"i":true}`, document{}},
		"number from text":  {`{"n":" 1.5 "}`, document{N: Value(1.5)}},
		"number NaN":        {`{"n":"NaN"}`, document{}},
		"number too large":  {`{"n":"1e999"}`, document{}},
		"number infinite":   {`{"n":"Infinity"}`, document{}},
		"number of a word":  {`{"n":"many"}`, document{}},
		"object from text":  {`{"a":"1 High Street"}`, document{}},
		"object":            {`{"a":{"line_1":5}}`, document{A: Value(Address{Line1: Value("5"), Raw: map[string]json.RawMessage{"line_1": json.RawMessage("5")}})}},
		"headers":           {`{"h":{"A":"b"}}`, document{H: Value(map[string]string{"A": "b"})}},
		"headers odd":       {`{"h":{"A":["b"]}}`, document{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, decoded[document](t, test.in), everyField); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNullableEncodes(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(AdminUpdate{ExternalPrescriberID: Null[string](), PrescriberDetails: Value(PrescriberDetails{Name: Value("")})})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"external_prescriber_id":null,"prescriber_details":{"name":""}}`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, _ := json.Marshal(AdminUpdate{}); string(got) != `{}` {
		t.Errorf("absent fields were sent: %s", got)
	}
}

func TestNullableStates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		field               String
		value               string
		got, null, isAbsent bool
	}{
		"absent": {field: String{}, isAbsent: true},
		"null":   {field: Null[string](), null: true},
		"value":  {field: Value("x"), value: "x", got: true},
		"empty":  {field: Value(""), got: true},
	} {
		value, ok := test.field.Get()
		if value != test.value || ok != test.got || test.field.IsNull() != test.null || test.field.IsAbsent() != test.isAbsent || test.field.IsZero() != test.isAbsent {
			t.Errorf("%s: wrong state", name)
		}
	}
	if Value("a") == Value("b") || Null[string]() == (String{}) || Value("") == Null[string]() || Value("a") != Value("a") { //nolint:staticcheck // equal values make equal members
		t.Error("fields of different states are equal, or equal ones are not")
	}
}

func FuzzNullableNeverFails(f *testing.F) {
	for _, seed := range []string{`1`, `"a"`, `null`, `{}`, `[1,null]`, `-0.0`, `1e400`, `"\ud800"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if !json.Valid([]byte(value)) {
			return
		}
		document := []byte(`{"id":` + value + `,"dob":` + value + `,"restricted":` + value + `,"identifiers":` + value +
			`,"emails":` + value + `,"address":` + value + `,"headers":` + value + `,"exp_month":` + value + `,"price":` + value + `}`)
		for _, target := range []any{
			&Patient{}, &PatientSummary{}, &PracticeGroup{}, &Webhook{}, &Admin{}, &BillingInfo{}, &PaymentMethod{}, &AppointmentType{}, &Form{}, &Element{},
		} {
			if err := json.Unmarshal(document, target); err != nil {
				t.Errorf("%T: %v", target, err)
			}
		}
	})
}
