package spend

import "testing"

func TestACostIsThatOfTheListAndIsRoundedUp(t *testing.T) {
	for _, c := range []struct {
		model              string
		prompt, completion int
		cost               int64
		known              bool
	}{
		{"gpt-4o-mini", 1_000_000, 0, 150_000, true},
		{"gpt-4o-mini", 0, 1_000_000, 600_000, true},
		{"gpt-4o-mini", 1, 0, 1, true},
		{"gpt-4o-mini", 0, 0, 0, true},
		{"gpt-4o", 1000, 1000, 12_500, true},
		{"GPT-4o-mini", 20, 0, 3, true},
		{"openai/gpt-4o-mini-2024-07-18", 20, 5, 6, true},
		{"gpt-4o-mini-search-preview", 20, 5, 0, false},
		{"llama3", 20, 5, 0, false},
		{"", 20, 5, 0, false},
	} {
		if cost, known := Cost(c.model, c.prompt, c.completion); cost != c.cost || known != c.known {
			t.Errorf("%s: %d %v, want %d %v", c.model, cost, known, c.cost, c.known)
		}
	}
}
