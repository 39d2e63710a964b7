// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// place is an address of a simulated configuration. Each of its variants has a name.
// No patient's value is a word that a message could contain by chance.
type place struct {
	name, resource string
	// object is the kind of object in Hero, as heromock.Effect names it.
	object string
	// createBeforeDestroy is the lifecycle setting.
	createBeforeDestroy bool
	variants            map[string]members
}

// simulatedPlaces returns the places for drawn scenarios.
func simulatedPlaces() []*place { return placesOnce() }

// allPlaces returns the places of the table too.
var allPlaces = sync.OnceValue(func() []*place { return slices.Concat(placesOnce(), tablePlaces()) })

var placesOnce = sync.OnceValue(func() []*place {
	zephyrine := members{
		"nhs_number": "999 000 2002", "dob": "1990-06-17", "first_name": "Zéphyrine", "last_name": "O'Quillonby-Smythe", "sex": "Not known", "title": "The Hon",
		"mobile": "07700 900789", "town": "Xanterbury under Wold", "postcode": "BD23 4TT",
	}
	osgood := members{"dob": "1985-06-09", "first_name": "Osgoodïa", "last_name": "Wexley-O'Ford", "email": "Osgoodia.Wexleyford@example.com"}
	// Other systems have put these values into Hero, and no plan may send them.
	held := members{
		"nhs_number": "999 000 2037", "dob": "1964-05-17", "first_name": "Ferdinanda", "last_name": "Ollivander (dec'd)", "title": "Prof", "sex": "Unknown",
		"postcode": "D02 X285", "mobile": "n/k", "email": "nobody; noone",
	}
	bartholomea := members{
		"nhs_number": "999 000 2010", "dob": "1971-02-03", "first_name": "Bartholomea", "last_name": "Vinterquist",
		"mobile": "07700 900456", "landline": "0113 496 0077", "adopt_existing": true,
	}
	webhook := func(path string, more members) members {
		return over(members{"event_type": "appointment.confirmed", "url": "https://hooks.example.com/" + path}, more)
	}
	token := members{"headers": members{"X-Token": "tok-3f9a1c"}}
	return []*place{
		{name: "patient", resource: patientType, object: "patient", variants: map[string]members{
			"a": zephyrine,
			"b": over(zephyrine, members{"town": "Yaxleyford", "email": "zephyrine.quillonby@example.com"}),
			// Another person, so that the resource is replaced.
			"other": over(zephyrine, members{"nhs_number": "999 000 2029", "dob": "1990-06-18"}),
			// The same number, and so the same person.
			"birthday": over(zephyrine, members{"dob": "1990-06-20"}),
			// An imported record is usually configured with few attributes.
			"few": {"nhs_number": "999 000 2002", "dob": "1990-06-17", "county": "Woldershire"},
			// Two values in one cell.
			"two": over(zephyrine, members{"mobile": "07700 900789; 07700 900790"}),
		}},
		{name: "held", resource: patientType, object: "patient", variants: map[string]members{
			"a": held, "b": over(held, members{"county": "Woldershire"}), "undated": over(held, members{"dob": "17/05/1964"}), "other": over(held, members{"title": "Prof."}),
		}},
		{name: "unmatched", resource: patientType, object: "patient", variants: map[string]members{"a": osgood}},
		// In another practice group of the same key.
		{name: "resident", resource: patientType, object: "patient", variants: map[string]members{
			"a": over(osgood, members{"practice_group_id": otherGroup, "last_name": "Ottershawe"}),
		}},
		{name: "adopted", resource: patientType, object: "patient", variants: map[string]members{
			"a": bartholomea, "b": over(bartholomea, members{"town": "Xanterbury-under-Wold", "landline": "0113 496 0088"}),
		}},
		{name: "traced", resource: pdsType, object: "patient", variants: map[string]members{
			"a":     {"nhs_number": "999 000 1014", "dob": "1992-01-01"},
			"names": {"forename": "Irisöldé", "surname": "Tracewell", "dob": "1992-01-01", "postcode": "YO1 7HH"},
		}},
		{name: "settings", resource: settingsType, object: "practice group", variants: map[string]members{
			"a": {"name": "Riverside", "address": members{"town": "Otterham"}},
			"b": {"name": "Hillside", "address": members{"town": "Pendlewick"}, "prescription_partner_enabled": true},
			"credentials": {"name": "Riverside", "prescription_partner_credentials": members{
				"email": "partner@example.com", "password_wo": "pw-77f0e2", "password_wo_version": "1",
			}},
			"password": {"name": "Riverside", "prescription_partner_credentials": members{
				"email": "partner@example.com", "password_wo": "pw-c41d09", "password_wo_version": "2",
			}},
			"further": {"name": "Riverside", "additional_settings": members{"ratio": big.NewRat(1, 3), "tags": []string{"red", "amber", "green"}, "note": "By  the wëir"}},
		}},
		{name: "prescriber", resource: prescriberType, object: "admin", variants: map[string]members{
			"a": {"admin_id": "503", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}},
			"b": {"admin_id": "503", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Fletcher"}},
		}},
		{name: "webhook", resource: webhookType, object: "webhook", variants: map[string]members{
			"a": webhook("plain", nil), "b": webhook("moved", token), "refusing": webhook("plain", members{"refuse_equal": true}),
			"abroad": over(webhook("", token), members{"url": "https://bücher.example/hook"}),
		}},
		// In another practice group of the same key.
		{name: "elsewhere", resource: webhookType, object: "webhook", variants: map[string]members{
			"a": webhook("elsewhere", members{"practice_group_id": otherGroup}),
		}},
		{name: "signed", resource: webhookType, object: "webhook", variants: map[string]members{
			"a": webhook("signed", over(token, members{"signing_key_wo": "key-8d21b7", "signing_key_wo_version": "1"})),
			"b": webhook("signed", over(token, members{"signing_key_wo": "key-04e6aa", "signing_key_wo_version": "2"})),
		}},
		{name: "rotated", resource: webhookType, object: "webhook", createBeforeDestroy: true, variants: map[string]members{
			"a": webhook("rotated", members{"signing_key_wo": "key-5c90f3", "signing_key_wo_version": "1"}),
			"b": webhook("rotated", members{"signing_key_wo": "key-e17d58", "signing_key_wo_version": "2"}),
		}},
	}
})

// over returns a copy of base in which the attributes of more replace its own.
func over(base, more members) members {
	result := members{}
	maps.Copy(result, base)
	maps.Copy(result, more)
	return result
}

// placeNamed returns the place of a name, or nil. A name with a number, such as
// "elsewhere 7", is one of many webhooks or patients like it.
func placeNamed(name string) *place {
	base, number, isNumbered := strings.Cut(name, " ")
	all := allPlaces()
	i := slices.IndexFunc(all, func(p *place) bool { return p.name == base })
	if i < 0 {
		return nil
	}
	like := all[i]
	if !isNumbered {
		return like
	}
	numbered := *like
	numbered.name, numbered.variants = name, map[string]members{}
	for variant, config := range like.variants {
		own := "url"
		if like.object == "patient" {
			own = "last_name"
		}
		numbered.variants[variant] = over(config, members{own: fmt.Sprint(config[own], "-", number)})
	}
	return &numbered
}

// group returns the practice group of the place.
func (p *place) group() string {
	if group, elsewhere := p.variants["a"]["practice_group_id"].(string); elsewhere {
		return group
	}
	return simulatedGroup
}

// notSent are attributes that only Terraform knows, or that only find an object.
var notSent = []string{
	"adopt_existing", "refuse_equal", "signing_key_wo_version", "prescription_partner_credentials.password_wo_version",
	"admin_id", "forename", "surname",
}

// wanted returns what Hero should hold for a variant, by field; a field of a nested
// object has a name with a dot. It is what people mean, however the variant is spelt.
func (p *place) wanted(variant string) members {
	wanted := members{}
	if p.object == "patient" || p.object == "webhook" {
		wanted["practice_group_id"] = simulatedGroup
	}
	for name, value := range flat(p.meant(variant)) {
		name = strings.TrimPrefix(name, "additional_settings.")
		if ratio, isRatio := value.(*big.Rat); isRatio {
			value, _ = ratio.Float64()
		}
		if !slices.Contains(notSent, name) && (p.resource != pdsType || name != "postcode") {
			wanted[strings.TrimSuffix(name, "_wo")] = value
		}
	}
	return wanted
}

// described returns the fields by which to recognise a variant's object, even those that are not configured.
func (p *place) described(variant string) members { return over(p.wanted("a"), p.wanted(variant)) }

// flat puts the fields of nested objects beside the others. Headers stay one value.
func flat(o members) members {
	result := members{}
	for name, value := range o {
		inner, isObject := value.(members)
		if !isObject || name == "headers" {
			result[name] = value
			continue
		}
		for field, value := range flat(inner) {
			result[name+"."+field] = value
		}
	}
	return result
}

var kindsOfFields = map[string]*canonical.Kind{
	"dob": canonical.DateOfBirth, "mobile": canonical.Phone, "landline": canonical.Phone, "email": canonical.Email,
	"postcode": canonical.Postcode, "nhs_number": canonical.NHSNumber, "url": canonical.URL,
}

// sameField reports whether two values of a field mean the same to the provider.
func sameField(name string, a, b any) bool {
	switch name {
	case "headers":
		return canonical.SameHeaders(headersIn(a), headersIn(b))
	case "tags":
		return slices.Equal(sortedTexts(a), sortedTexts(b))
	}
	textA, isTextA := a.(string)
	textB, isTextB := b.(string)
	if (!isTextA && a != nil) || (!isTextB && b != nil) {
		return a == b
	}
	kind := kindsOfFields[name[strings.LastIndex(name, ".")+1:]]
	if kind == nil {
		kind = canonical.Text
	}
	return kind.Same(textA, textB)
}

// sortedTexts returns the strings of a list, sorted, because their order does not matter.
func sortedTexts(list any) (texts []string) {
	given, _ := list.([]string)
	texts = slices.Clone(given)
	held, _ := list.([]any)
	for _, element := range held {
		texts = append(texts, fmt.Sprint(element))
	}
	slices.Sort(texts)
	return texts
}

func headersIn(value any) map[string]string {
	headers := map[string]string{}
	object, _ := value.(members)
	for name, value := range object {
		headers[name], _ = value.(string)
	}
	return headers
}

// fieldsOff returns the fields whose value in a record is not the wanted one.
func fieldsOff(wanted, record members) (names []string) {
	held := flat(record)
	for name, value := range wanted {
		if !sameField(name, value, held[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// configuration is a variant as Terraform sends it. Each is made once.
type configuration struct {
	value tftypes.Value
	raw   *tfprotov6.DynamicValue
}

var configurations struct {
	mu  sync.Mutex
	all map[string]*configuration
}

func (p *place) configuration(t testing.TB, variant string) *configuration {
	t.Helper()
	configurations.mu.Lock()
	defer configurations.mu.Unlock()
	name := p.name + " " + variant
	if known := configurations.all[name]; known != nil {
		return known
	}
	made := &configuration{value: terraformValue(t, p.schema(t).typ, p.spelt(variant))}
	made.raw = encoded(t, p.schema(t).typ, made.value)
	if configurations.all == nil {
		configurations.all = map[string]*configuration{}
	}
	configurations.all[name] = made
	return made
}

func encoded(t testing.TB, typ tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	raw, err := tfprotov6.NewDynamicValue(typ, value)
	if err != nil {
		t.Fatalf("encoding a value: %v", err)
	}
	return &raw
}

// resourceSchema is what the simulation needs of a resource's schema.
type resourceSchema struct {
	attributes []*tfprotov6.SchemaAttribute
	typ        tftypes.Type
	null       *tfprotov6.DynamicValue
}

var resourceSchemas struct {
	mu  sync.Mutex
	all map[string]*resourceSchema // by resource name
}

func (p *place) schema(t testing.TB) *resourceSchema {
	t.Helper()
	resourceSchemas.mu.Lock()
	defer resourceSchemas.mu.Unlock()
	if known := resourceSchemas.all[p.resource]; known != nil {
		return known
	}
	all, _ := protocolSchemas(t)
	block := all.ResourceSchemas[p.resource].Block
	typ := block.ValueType()
	made := &resourceSchema{attributes: block.Attributes, typ: typ, null: encoded(t, typ, tftypes.NewValue(typ, nil))}
	if resourceSchemas.all == nil {
		resourceSchemas.all = map[string]*resourceSchema{}
	}
	resourceSchemas.all[p.resource] = made
	return made
}

// nested returns a value if it is an object, or else nil.
func nested(value any) members {
	object, _ := value.(members)
	return object
}
