package outreach

import (
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"dealerportal/pkg/dealer"
)

// Prompt is one question to a model.
type Prompt struct {
	System     string
	User       string
	SchemaName string
	Schema     json.RawMessage
	MaxTokens  int
	Payer      dealer.ID // the dealer that the answer is paid for by
}

// Completion is a model's whole answer.
type Completion struct {
	Text             string
	Model            string // as the provider names it
	Asked            string // the model that was asked, if it was not the first choice
	Provider         string
	Requests         int // to the provider, for this answer
	PromptTokens     int
	CompletionTokens int
	Cost             *int64 // in millionths of a US dollar; nil when the price is not known
}

// and is an answer with what an earlier one for the same text took.
func (c Completion) and(later Completion) Completion {
	later.Requests += c.Requests
	later.PromptTokens += c.PromptTokens
	later.CompletionTokens += c.CompletionTokens
	if c.Cost == nil || later.Cost == nil {
		later.Cost = nil
	} else {
		sum := *c.Cost + *later.Cost
		later.Cost = &sum
	}
	return later
}

// Completer asks a model. An error that has a Reason says in one word why there is no answer.
type Completer interface {
	Complete(ctx context.Context, p Prompt) (Completion, error)
}

// reasoned is an error that can say in one word what went wrong.
type reasoned interface{ ReasonText() string }

// The reasons that a message can be a template for, beside those that the model's client gives.
const (
	ReasonNoProvider    = "no_provider"
	ReasonPending       = "pending"
	ReasonInvalidAnswer = "invalid_answer"
	ReasonMissingFact   = "missing_fact"
	ReasonBudget        = "budget"
	ReasonError         = "error"
)

// TemplateReasons are all that a message can be a template for.
var TemplateReasons = [...]string{
	ReasonNoProvider, ReasonPending, ReasonInvalidAnswer, ReasonMissingFact, ReasonBudget, ReasonError,
	"rate_limited", "timeout", "upstream_error", "refused", "truncated", "unauthorized", "out_of_credit", "context_length", "oversize", "unavailable", "canceled",
}

// ByReason counts templates, each at the place of its reason among TemplateReasons.
type ByReason [len(TemplateReasons)]int64

// add counts one; of a reason that is not known, as one for an error.
func (n *ByReason) add(reason string) {
	i := slices.Index(TemplateReasons[:], reason)
	if i < 0 {
		i = slices.Index(TemplateReasons[:], ReasonError)
	}
	n[i]++
}

// reasonOf is the one word for an error.
func reasonOf(err error) string {
	var r reasoned
	if errors.As(err, &r) {
		return r.ReasonText()
	}
	return ReasonError
}

// brokenRule is a model's answer that broke a rule.
type brokenRule struct{ rule string }

func (e *brokenRule) Error() string      { return "the answer breaks the rule " + e.rule }
func (e *brokenRule) ReasonText() string { return ReasonInvalidAnswer }

// brokenRuleOf is the rule that an answer broke; empty for another error.
func brokenRuleOf(err error) string {
	var b *brokenRule
	if errors.As(err, &b) {
		return b.rule
	}
	return ""
}

//go:embed prompt.txt
var systemPrompt string

// answerSchema is the form in which a model must answer.
var answerSchema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["phone_script","sms","email"],"properties":{"phone_script":{"type":"string"},"sms":{"type":"string"},"email":{"type":"object","additionalProperties":false,"required":["subject","body"],"properties":{"subject":{"type":"string"},"body":{"type":"string"}}}}}`)

// PromptVersion names the prompt and the form of the answer by what they say, so that a changed
// prompt can't pass for the old one.
var PromptVersion = func() string {
	sum := sha256.Sum256(append([]byte(systemPrompt), answerSchema...))
	return "1-" + hex.EncodeToString(sum[:4])
}()

// answerTokens bounds the answer: three short texts take some 400 tokens.
const answerTokens = 1200

// aiWriter has a model write a draft, and takes only an answer that is whole and keeps the rules. A model
// whose answer broke one is told so, once.
type aiWriter struct {
	completer Completer
	model     string
	now       func() time.Time
	refused   func(rule string) // told of every answer that broke a rule
	corrected func()            // told of every answer that is asked for once more for that
}

// promptFor is what a model gets to see: the brief, and nothing else.
func promptFor(b Brief) Prompt {
	user, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		panic(err) // texts can always be encoded
	}
	return Prompt{System: systemPrompt, User: string(user), SchemaName: "outreach_message", Schema: answerSchema, MaxTokens: answerTokens}
}

func (w *aiWriter) write(ctx context.Context, payer dealer.ID, b Brief) (Draft, error) {
	began := w.now()
	p := promptFor(b)
	p.Payer = payer
	answer, err := w.completer.Complete(ctx, p)
	if err != nil {
		return Draft{}, err
	}
	texts, err := readAnswer(answer.Text, b.Language)
	if rule := brokenRuleOf(err); rule != "" {
		w.refused(rule)
		w.corrected()
		first := answer
		p.System += "\n\n" + corrections[rule]
		if answer, err = w.completer.Complete(ctx, p); err != nil {
			return Draft{}, err
		}
		answer = first.and(answer)
		texts, err = readAnswer(answer.Text, b.Language)
	}
	if err != nil {
		w.refused(brokenRuleOf(err))
		return Draft{}, err
	}
	now := w.now()
	return Draft{
		Key: b.Key(PromptVersion, w.model), Brief: b, Texts: texts, Model: cmp.Or(answer.Asked, w.model),
		PromptVersion: PromptVersion, GeneratedAt: now.UTC().Truncate(time.Millisecond),
		Making: Making{
			Provider: answer.Provider, PromptTokens: answer.PromptTokens, CompletionTokens: answer.CompletionTokens, Cost: answer.Cost,
			Latency: now.Sub(began).Truncate(time.Millisecond), Attempts: answer.Requests, Rules: Rules,
		},
	}, nil
}

// readAnswer takes an answer apart and holds it to the rules.
func readAnswer(text, language string) (Texts, error) {
	var a textsJSON
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		return Texts{}, &brokenRule{ruleStructure}
	}
	if _, err := dec.Token(); err != io.EOF {
		return Texts{}, &brokenRule{ruleStructure}
	}
	texts := tidy(a.texts())
	if rule := checkTexts(texts, modelPlaceholders, language); rule != "" {
		return Texts{}, &brokenRule{rule}
	}
	return texts, nil
}
