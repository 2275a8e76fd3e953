package llm

import "context"

// Chain is providers in the order in which they are asked. The next one is asked when the one before is of no
// use for a while: it is down and left alone, its account is out of credit, or it does not take its key.
type Chain []*Client

// Complete asks the first provider that is of use. The error is the last one's.
func (c Chain) Complete(ctx context.Context, r Request) (done Completion, err error) {
	for i, client := range c {
		done, err = client.Complete(ctx, r)
		e := asError(err)
		if i == len(c)-1 || e == nil || !e.nextIsWorthIt() {
			return done, err
		}
	}
	return done, err
}

// nextIsWorthIt says whether another provider is to be asked in place of this one.
func (e *Error) nextIsWorthIt() bool {
	return e.open || e.Reason == OutOfCredit || e.Reason == Unauthorized
}
