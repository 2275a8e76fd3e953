package llm

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"
)

// form is how the form of the answer is asked for.
type form int

const (
	free       form = iota // not at all
	structured             // by the protocol's structured output
	inWords                // in the instructions, of a server that does not know structured output
)

// ask makes one request; or two, when the server turns out not to know structured output. It is then
// asked in words from now on.
func (c *Client) ask(ctx context.Context, q *question) (Completion, error) {
	switch {
	case len(q.request.Schema) == 0:
		return c.send(ctx, q, free)
	case c.words.Load():
		return c.send(ctx, q, inWords)
	}
	answer, err := c.send(ctx, q, structured)
	var e *Error
	if !errors.As(err, &e) || e.form == formKnown {
		return answer, err
	}
	if e.form == formUnknown {
		c.words.Store(true)
	}
	answer, err = c.send(ctx, q, inWords)
	if err == nil || errors.As(err, &e) && e.Status == 0 && (e.answered || e.Reason == InvalidAnswer) {
		c.words.Store(true)
	}
	return answer, err
}

// send makes one request.
func (c *Client) send(ctx context.Context, q *question, f form) (Completion, error) {
	room, err := c.room(ctx, q)
	if err != nil {
		return Completion{}, err
	}
	return c.exchange(ctx, q, f, room, q.countSent)
}

// room reserves for one request, unless it is known by then that the provider is of no use.
func (c *Client) room(ctx context.Context, q *question) (Reservation, error) {
	room, err := c.reserve(ctx, q.request)
	if err != nil {
		return Reservation{}, err
	}
	if shut := c.policies.gate.meanwhile(q.probe); shut != nil {
		room.Settle(Free, Usage{}, shut.Reason)
		return Reservation{}, shut
	}
	return room, nil
}

// exchange makes a request that there is room for. sent is called when it has gone out.
func (c *Client) exchange(ctx context.Context, q *question, f form, room Reservation, sent func()) (done Completion, err error) {
	used := Usage{Requests: 1}
	q.use(Usage{Requests: 1})
	defer func() {
		var why Reason
		if err != nil {
			why = ReasonOf(err)
		}
		outcome := outcomeOf(err, used)
		if outcome == Unreported {
			c.counts.unreported.Add(1)
		}
		room.Settle(outcome, used, why)
	}()
	attempt, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	began := c.now()
	c.counts.inFlight.Add(1)
	defer func() {
		c.counts.inFlight.Add(-1)
		c.counts.duration.Observe(c.now().Sub(began).Seconds())
	}()
	var res *http.Response
	var answer *reply
	options := []option.RequestOption{option.WithResponseInto(&res), option.WithResponseBodyInto(&answer)}
	if room.ID != "" {
		options = append(options, option.WithHeader(requestID, room.ID))
	}
	if _, err = c.chat.Completions.New(context.WithValue(attempt, whenSent{}, sent), c.params(q.request, f), options...); err != nil && !ofType(err) {
		return Completion{}, classify(ctx, err, res != nil)
	}
	return c.read(q, &used, answer, f)
}

// requestID is the header in which a provider takes the client's own name for a request.
const requestID = "X-Client-Request-Id"

// params are a request in the provider's terms.
func (c *Client) params(r Request, f form) openai.ChatCompletionNewParams {
	t := traitsOf(c.cfg.Model)
	p := openai.ChatCompletionNewParams{Model: c.cfg.Model}
	if t.temperature > 0 {
		p.Temperature = openai.Float(t.temperature)
	}
	if r.MaxTokens > 0 {
		limit := openai.Int(int64(r.MaxTokens + t.thinking))
		if t.completionLimit {
			p.MaxCompletionTokens = limit
		} else {
			p.MaxTokens = limit
		}
	}
	system := r.System
	switch f {
	case inWords:
		system += "\n\nAnswer with one JSON object and nothing else: no other text, no code block. It must fit this JSON schema:\n" + string(r.Schema)
	case structured:
		p.ResponseFormat.OfJSONSchema = &shared.ResponseFormatJSONSchemaParam{JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
			Name: r.SchemaName, Schema: r.Schema, Strict: openai.Bool(true),
		}}
	}
	if system != "" {
		p.Messages = append(p.Messages, openai.SystemMessage(system))
	}
	p.Messages = append(p.Messages, openai.UserMessage(r.User))
	return p
}

// maxUsage is more tokens than any answer can have taken; a provider that reports more is not believed.
const maxUsage = 10_000_000

// read takes the text out of an answer, if it is whole. What the provider reports to have used is counted
// in any case.
func (c *Client) read(q *question, used *Usage, answer *reply, f form) (Completion, error) {
	invalid := &Error{Reason: InvalidAnswer, retry: true}
	if answer == nil {
		return Completion{}, invalid
	}
	done := Completion{Model: answer.Model}
	prompt := min(max(int64(answer.Usage.PromptTokens), 0), maxUsage)
	completion := min(max(int64(answer.Usage.CompletionTokens), 0), maxUsage)
	used.PromptTokens, used.CompletionTokens = int(prompt), int(completion)
	q.use(Usage{PromptTokens: int(prompt), CompletionTokens: int(completion)})
	c.counts.promptTokens.Add(prompt)
	c.counts.completionTokens.Add(completion)
	if len(answer.Choices) == 0 {
		return Completion{}, invalid
	}
	choice := answer.Choices[0]
	switch text := choice.Message.Content; {
	case choice.Message.Refusal != "", choice.FinishReason == "content_filter":
		return Completion{}, &Error{Reason: Refused, answered: true}
	case choice.FinishReason == "length":
		return Completion{}, &Error{Reason: Truncated, answered: true}
	case text == nil, strings.TrimSpace(*text) == "":
		return Completion{}, invalid
	}
	done.Text = *choice.Message.Content
	if f == inWords {
		done.Text = bareJSON(done.Text)
	}
	return done, nil
}

// bareJSON takes the object out of an answer that has words or a code block around it. What holds none is
// left as it is.
func bareJSON(text string) string {
	first, last := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')
	if first < 0 || last < first || !json.Valid([]byte(text[first:last+1])) {
		return text
	}
	return text[first : last+1]
}
