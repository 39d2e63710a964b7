package heromock

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// object is a JSON object.
type object = map[string]any

// normalise turns any value that encodes to JSON into the types that decoding
// gives, sharing nothing with v.
func normalise(v any) any { return recode[any](v) }

// cloneObject copies an object; a nil one stays nil.
func cloneObject(o object) object { return recode[object](o) }

// recode encodes and decodes a value. One that is not JSON is a mistake of the
// test's author, hence the panic.
func recode[T any](v any) (result T) {
	encoded, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(encoded, &result)
	}
	if err != nil {
		panic(fmt.Sprintf("heromock: not a JSON value: %v", err))
	}
	return result
}

func cloneObjects(list []object) []object {
	clones := make([]object, 0, len(list))
	for _, o := range list {
		clones = append(clones, cloneObject(o))
	}
	return clones
}

// text is a text member, or "" when it is absent, null or something else.
func text(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// merged is a copy of base with the members of changes over it.
func merged(base, changes object) object {
	result := maps.Clone(base)
	if result == nil {
		result = object{}
	}
	maps.Copy(result, changes)
	return result
}

// without is a copy of an object without some members.
func without(o object, names ...string) object {
	result := maps.Clone(o)
	maps.DeleteFunc(result, func(name string, _ any) bool { return slices.Contains(names, name) })
	return result
}

// texts is a member that lists texts; ok is false when it is absent or no list.
func texts(o object, name string) (list []string, ok bool) {
	values, ok := o[name].([]any)
	for _, v := range values {
		if s, isText := v.(string); isText {
			list = append(list, s)
		}
	}
	return list, ok
}
