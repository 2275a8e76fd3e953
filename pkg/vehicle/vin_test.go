package vehicle

import (
	"strings"
	"testing"

	"dealerportal/pkg/fault"
)

func TestCheckDigit(t *testing.T) {
	for vin, want := range map[VIN]bool{
		"1M8GDM9AXKP042788": true,
		"11111111111111111": true,
		"1HGCM82633A004352": true,
		"1FM5K7B84GGA76166": true,
		"1FTFW1E43MKF12345": false,
		"1FM5K7B84":         false,
	} {
		if got := vin.CheckDigitOK(); got != want {
			t.Errorf("%s: check digit fits: %v, want %v", vin, got, want)
		}
	}
	if got := WithCheckDigit("1FTFW1E43MKF12345"); got != "1FTFW1E40MKF12345" {
		t.Errorf("put right: %s", got)
	}
	if got := WithCheckDigit("1M8GDM9A0KP042788"); got != "1M8GDM9AXKP042788" {
		t.Errorf("put right: %s", got)
	}
}

func TestAVINIsReadInAnyCaseWithBlanksAround(t *testing.T) {
	got, err := ParseVIN(" 1fm5k7b84gga76166\t")
	if err != nil || got != "1FM5K7B84GGA76166" {
		t.Fatalf("%q, %v", got, err)
	}
}

func TestAWrongCheckDigitIsNoReasonToRefuseAVIN(t *testing.T) {
	if _, err := ParseVIN("1FTFW1E43MKF12345"); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsNoVINIsRefusedWithAHint(t *testing.T) {
	for text, hints := range map[string][]string{
		"":                   {"missing"},
		"   ":                {"missing"},
		"1FM5K7B84GGA7616":   {"16 characters", "17"},
		"1FM5K7B84GGA761666": {"18 characters"},
		"1FM5K7B84GGA7616O":  {"letter O", "digit 0"},
		"IFM5K7B84GGA7616Q":  {"letter I", "digit 1", "letter Q", "digit 0"},
		"OFM5K7B84GGA7616":   {"16 characters", "letter O"},
		"1FM5K7B8-GGA76166":  {"'-'", "place 9"},
		"1FM5K7B84GGA7616ſ":  {"'ſ'"},
		"1FM5K7B84GGA7616\x00": {
			`'\x00'`,
		},
	} {
		got, err := ParseVIN(text)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q became %q with error %v", text, got, err)
			continue
		}
		field := fault.As(err).Fields[0]
		if field.Name != "vin" {
			t.Errorf("%q: field %q", text, field.Name)
		}
		for _, hint := range hints {
			if !strings.Contains(field.Detail, hint) {
				t.Errorf("%q: %q does not say %q", text, field.Detail, hint)
			}
		}
	}
}
