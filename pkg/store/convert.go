package store

import (
	"strings"
	"time"
)

// Times are kept as milliseconds since 1970 in UTC: a number means the same to both databases, a
// time with a zone does not.

func millis(t time.Time) int64 { return t.UnixMilli() }

func millisOrNil(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func fromMillisOrNil(ms *int64) *time.Time {
	if ms == nil {
		return nil
	}
	t := fromMillis(*ms)
	return &t
}

func int64OrNil(n *int) *int64 {
	if n == nil {
		return nil
	}
	wide := int64(*n)
	return &wide
}

func intOrNil(n *int64) *int {
	if n == nil {
		return nil
	}
	narrow := int(*n)
	return &narrow
}

func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// searchable is the form in which texts are searched. It is made here because the databases do not
// agree on what a small letter is.
func searchable(texts ...string) string { return strings.ToLower(strings.Join(texts, " ")) }

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// searchPattern is a LIKE pattern for texts that hold the query as it is written, in any case of its
// letters; nil for an empty query.
func searchPattern(query string) *string {
	query = strings.TrimSpace(query)
	if query == "" {
		return nil
	}
	pattern := "%" + likeEscaper.Replace(searchable(query)) + "%"
	return &pattern
}
