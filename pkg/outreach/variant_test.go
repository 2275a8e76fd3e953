package outreach

import (
	"encoding/json"
	"fmt"
	"regexp"
	"testing"
)

func TestEachVariantOfABriefHasAKeyAndAMannerOfItsOwn(t *testing.T) {
	b := Brief{Priority: "HIGH", VehicleKind: "pickup", Reasons: []string{noReason}, Language: "en", Tone: "friendly"}
	keys, told := map[string]bool{}, map[string]bool{}
	for v := range MaxVariants {
		variant := b.InVariant(v)
		keys[variant.Key("p", "m")] = true
		text, err := json.Marshal(variant)
		if err != nil {
			t.Fatal(err)
		}
		told[string(text)] = true
		if regexp.MustCompile(`[0-9]`).Match(text) {
			t.Errorf("a number is in the brief: %s", text)
		}
	}
	if len(keys) != MaxVariants || len(told) != MaxVariants {
		t.Errorf("%d keys and %d briefs for %d variants", len(keys), len(told), MaxVariants)
	}
}

func TestALeadKeepsItsVariantAndAllVariantsAreUsed(t *testing.T) {
	for n := 1; n <= MaxVariants; n++ {
		used := make([]int, n)
		const leads = 3000
		for i := range leads {
			id := fmt.Sprintf("0199f3a2-7b1c-7def-8123-%012x", i)
			v := variantOf(id, n)
			if v != variantOf(id, n) {
				t.Fatal("a lead changes its variant")
			}
			used[v]++
		}
		for v, many := range used {
			if fair := leads / n; many < fair*8/10 || many > fair*12/10 {
				t.Errorf("of %d leads %d have variant %d of %d", leads, many, v, n)
			}
		}
	}
}
