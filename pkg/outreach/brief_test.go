package outreach

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/vehicle"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file of testdata, or writes it there.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(text)) {
		t.Errorf("%s differs; look at it, and run the tests with -update if it is meant to:\n%s", path, text)
	}
}

func someBrief() *rapid.Generator[Brief] {
	// Few letters, and those that encodings are made of, so that parts are easily taken for others.
	part := rapid.StringOfN(rapid.SampledFrom([]rune("ab\x00\x01|\",")), 0, 4, -1)
	return rapid.Custom(func(t *rapid.T) Brief {
		return Brief{
			Priority: part.Draw(t, "priority"), VehicleKind: part.Draw(t, "kind"), Language: part.Draw(t, "language"),
			Tone: part.Draw(t, "tone"), Reasons: rapid.SliceOfN(part, 0, 3).Draw(t, "reasons"),
		}
	})
}

func TestTwoBriefsHaveTheSameKeyOnlyIfTheyAreTheSame(t *testing.T) {
	part := rapid.StringOfN(rapid.SampledFrom([]rune("ab\x00\x01")), 0, 3, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := someBrief().Draw(t, "a"), someBrief().Draw(t, "b")
		promptA, promptB := part.Draw(t, "prompt of a"), part.Draw(t, "prompt of b")
		modelA, modelB := part.Draw(t, "model of a"), part.Draw(t, "model of b")
		same := a.Priority == b.Priority && a.VehicleKind == b.VehicleKind && a.Language == b.Language && a.Tone == b.Tone &&
			slices.Equal(a.Reasons, b.Reasons) && promptA == promptB && modelA == modelB
		if (a.Key(promptA, modelA) == b.Key(promptB, modelB)) != same {
			t.Fatalf("%+v %q %q and %+v %q %q", a, promptA, modelA, b, promptB, modelB)
		}
	})
}

// Moving a letter from one part into the next is another brief: a plain concatenation would not see it.
func TestEveryPartOfABriefIsInItsKey(t *testing.T) {
	base := Brief{Priority: "HIGH", VehicleKind: "van", Reasons: []string{"ab", "c"}, Language: "en", Tone: "brief"}
	seen := map[string]string{base.Key("p", "m"): "the brief itself"}
	for name, b := range map[string]Brief{
		"priority":        {Priority: "HIG", VehicleKind: "Hvan", Reasons: base.Reasons, Language: "en", Tone: "brief"},
		"kind":            {Priority: "HIGH", VehicleKind: "vane", Reasons: base.Reasons, Language: "n", Tone: "brief"},
		"language":        {Priority: "HIGH", VehicleKind: "van", Reasons: base.Reasons, Language: "enb", Tone: "rief"},
		"tone":            {Priority: "HIGH", VehicleKind: "van", Reasons: []string{"fab", "c"}, Language: "en", Tone: "brie"},
		"reasons joined":  {Priority: "HIGH", VehicleKind: "van", Reasons: []string{"abc"}, Language: "en", Tone: "brief"},
		"reasons cut":     {Priority: "HIGH", VehicleKind: "van", Reasons: []string{"a", "bc"}, Language: "en", Tone: "brief"},
		"reasons swapped": {Priority: "HIGH", VehicleKind: "van", Reasons: []string{"c", "ab"}, Language: "en", Tone: "brief"},
		"another variant": {Priority: "HIGH", VehicleKind: "van", Reasons: base.Reasons, Language: "en", Tone: "brief", Variant: 1},
		"another manner":  {Priority: "HIGH", VehicleKind: "van", Reasons: base.Reasons, Language: "en", Tone: "brief", Manner: "warm"},
		"an empty reason": {Priority: "HIGH", VehicleKind: "van", Reasons: []string{"ab", "c", ""}, Language: "en", Tone: "brief"},
	} {
		key := b.Key("p", "m")
		if other := seen[key]; other != "" {
			t.Errorf("%s has the key of %s", name, other)
		}
		seen[key] = name
	}
	for _, key := range []string{base.Key("p2", "m"), base.Key("p", "m2"), base.Key("pm", "")} {
		if other := seen[key]; other != "" {
			t.Errorf("another prompt or model has the key of %s", other)
		}
	}
}

// Keys outlive a release: they name rows of the database. One that changed would have every text written
// and paid for again.
func TestAKeyStaysWhatItIs(t *testing.T) {
	b := Brief{Priority: "HIGH", VehicleKind: "pickup", Reasons: []string{"the engine has been cranking more slowly than it used to"}, Language: "en", Tone: "friendly"}.InVariant(1)
	golden(t, "key", b.Key("1-abcdef01", "gpt-4o-mini")+"\n")
}

func TestThePromptAsItIsSent(t *testing.T) {
	for name, b := range map[string]Brief{
		"prompt-high": Brief{Priority: "HIGH", VehicleKind: "pickup", Reasons: []string{reasonWords["slow_crank"], reasonWords["low_rest_voltage"], reasonWords["short_trips"]}, Language: "en", Tone: "friendly"}.InVariant(0),
		"prompt-none": Brief{Priority: "RETENTION", VehicleKind: "hybrid", Reasons: Reasons(nil), Language: "en", Tone: "formal"}.InVariant(2),
	} {
		p := promptFor(b)
		if p.SchemaName != "outreach_message" || p.MaxTokens != answerTokens || !json.Valid(p.Schema) {
			t.Errorf("%+v", p)
		}
		golden(t, name, p.System+"\n\n=== "+PromptVersion+"\n"+p.User+"\n")
	}
}

func TestWhatAModelIsTold(t *testing.T) {
	var fields map[string]any
	if err := json.Unmarshal([]byte(promptFor(Brief{}).User), &fields); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"language", "manner", "priority", "reasons", "tone", "vehicle_kind"}; !slices.Equal(names, want) {
		t.Errorf("a model is told %v, want %v", names, want)
	}
	for _, name := range append(modelPlaceholders, "HIGH", "MODERATE", "FOLLOW_UP", "RETENTION") {
		if !strings.Contains(systemPrompt, name) {
			t.Errorf("the instructions do not speak of %s", name)
		}
	}
}

func TestEveryTemplateAsAnOwnerGetsIt(t *testing.T) {
	all, err := loadTemplates()
	if err != nil {
		t.Fatal(err)
	}
	mileage := 48210
	d := dealer.Dealer{Name: "Demo Motors"}
	l := lead.Lead{CustomerName: "Ortiz, Dana", Vehicle: lead.Vehicle{Year: 2019, Make: "Ford", Model: "F-150 XLT", Kind: vehicle.Pickup, Mileage: &mileage, City: "Flint"}}
	for _, language := range dealer.Languages {
		var text strings.Builder
		for _, p := range lead.Priorities {
			filled, ok := fillTexts(all.of(Brief{Priority: string(p), Language: language}), factsFor(d, l, reasonWords["slow_crank"], "Kim Lee"))
			if !ok {
				t.Errorf("the template for %s in %s asks for what is not there", p, language)
			}
			for _, x := range []string{"=== " + string(p), filled.PhoneScript, "--- sms", filled.SMS, "--- email", filled.EmailSubject, "", filled.EmailBody, ""} {
				text.WriteString(x + "\n")
			}
		}
		golden(t, "templates-"+language, text.String())
	}
}

// Every language has every priority, and a language that is not there falls back to the first.
func TestThereIsATemplateForEveryBrief(t *testing.T) {
	all, err := loadTemplates()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range append(slices.Clone(dealer.Languages), "xx", "") {
		seen := map[Texts]bool{}
		for _, p := range lead.Priorities {
			texts := all.of(Brief{Priority: string(p), Language: language})
			if texts.PhoneScript == "" || seen[texts] {
				t.Errorf("%s in %q: %+v", p, language, texts)
			}
			seen[texts] = true
		}
	}
}
