package rest

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dealerportal/api/oas"
)

// anything draws values of every type that answers with leads are made of, with every pointer both set
// and nil, and with texts that JSON must escape.
func anything[T any]() *rapid.Generator[T] {
	finite := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-1e-5, 1e-5), rapid.Float64Range(0, 1))
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "ms")).UTC()
	})
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "<a href='x'>&amp;</a>", "\"\\\n\t\x00\x1f\u2028\u2029é😀", "\xff\xfe broken"}))
	return rapid.MakeCustom[T](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[float64]():   finite.AsAny(),
		reflect.TypeFor[time.Time](): instant.AsAny(),
		reflect.TypeFor[string]():    text.AsAny(),
	}})
}

// decoded is what a client gets to see. Bytes may differ, in the form of very small numbers.
func decoded(t *rapid.T, text []byte) (v any) {
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

func TestLeadsAreEncodedAsTheStandardEncoderWould(t *testing.T) {
	same := func(t *rapid.T, v any) {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := encode(v)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(decoded(t, got), decoded(t, want)) {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) { same(t, anything[oas.LeadPage]().Draw(t, "page")) })
	rapid.Check(t, func(t *rapid.T) { same(t, anything[oas.GeneratedLeads]().Draw(t, "leads")) })
}
