package spend

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
)

//go:embed prices.json
var priceFile []byte

// price is what a model costs, in US dollars for a million tokens; which is the same as in millionths of a
// dollar for one.
type price struct {
	Model      string  `json:"model"`
	Prompt     float64 `json:"prompt"`
	Completion float64 `json:"completion"`
}

// prices are those that are known, by model.
var prices, pricesSource = func() (map[string]price, string) {
	var file struct {
		Source string  `json:"source"`
		Models []price `json:"models"`
	}
	dec := json.NewDecoder(bytes.NewReader(priceFile))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		panic(fmt.Sprintf("the prices of models: %v", err)) // the file is part of the program
	}
	all := map[string]price{}
	for _, p := range file.Models {
		if file.Source == "" || p.Model == "" || p.Prompt <= 0 || p.Completion <= 0 {
			panic("the prices of models: one is not whole")
		}
		all[p.Model] = p
	}
	return all, file.Source
}()

// dated is the name of a version of a model, by its day.
var dated = regexp.MustCompile(`^(.+)-\d{4}-\d{2}-\d{2}$`)

// Cost is what tokens of a model cost at its list price, in millionths of a US dollar, rounded up. known is
// false for a model whose price is not in the list. A name may have its maker before it.
func Cost(model string, promptTokens, completionTokens int) (cost int64, known bool) {
	name := strings.ToLower(model[strings.LastIndex(model, "/")+1:])
	p, known := prices[name]
	if m := dated.FindStringSubmatch(name); !known && m != nil {
		p, known = prices[m[1]]
	}
	if !known {
		return 0, false
	}
	return int64(math.Ceil(p.Prompt*float64(promptTokens) + p.Completion*float64(completionTokens) - 1e-9)), true
}
