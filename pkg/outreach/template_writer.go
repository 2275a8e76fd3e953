package outreach

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

//go:embed templates/*.json
var templateFiles embed.FS

// textsJSON is how texts are written down, in templates and in a model's answer.
type textsJSON struct {
	PhoneScript string `json:"phone_script"`
	SMS         string `json:"sms"`
	Email       struct {
		Subject string `json:"subject"`
		Body    string `json:"body"`
	} `json:"email"`
}

func (t textsJSON) texts() Texts {
	return Texts{PhoneScript: t.PhoneScript, SMS: t.SMS, EmailSubject: t.Email.Subject, EmailBody: t.Email.Body}
}

// templates are the vetted texts, by language and priority. They always answer.
type templates map[string]map[string]Texts

// loadTemplates reads the embedded templates and holds them to the rules that a model's answer is held
// to; every language has every priority, or the program does not start.
func loadTemplates() (templates, error) {
	all := templates{}
	for _, language := range dealer.Languages {
		data, err := templateFiles.ReadFile("templates/" + language + ".json")
		if err != nil {
			return nil, err
		}
		var file map[string]textsJSON
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&file); err != nil {
			return nil, fmt.Errorf("templates for %s: %w", language, err)
		}
		all[language] = map[string]Texts{}
		for _, p := range lead.Priorities {
			t, ok := file[string(p)]
			if !ok {
				return nil, fmt.Errorf("templates for %s: none for %s", language, p)
			}
			if broken := checkTexts(t.texts(), append(slices.Clone(modelPlaceholders), Reason), language); broken != "" {
				return nil, fmt.Errorf("templates for %s: %s breaks the rule %s", language, p, broken)
			}
			all[language][string(p)] = t.texts()
		}
	}
	return all, nil
}

// of finds the texts for a brief.
func (t templates) of(b Brief) Texts {
	byPriority, ok := t[b.Language]
	if !ok {
		byPriority = t[dealer.Languages[0]]
	}
	return byPriority[b.Priority]
}
