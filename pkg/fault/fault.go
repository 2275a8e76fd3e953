// Package fault says what went wrong in terms that a caller can act on. Every error that leaves a
// service has a kind, and a message that is fit for people; what caused it is kept beside it for the
// log and is never shown.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what a caller can do about an error.
type Kind int

const (
	// Internal is every error that nobody foresaw; the zero value, so that an unknown error is one.
	Internal Kind = iota
	// Invalid means that the request itself must change; Fields says where.
	Invalid
	// NotFound means that there is no such thing for this caller. Another dealer's record is not found.
	NotFound
	// Conflict means that the request does not fit the present state.
	Conflict
	// Mismatch means that the request goes by the name of another one that was made before.
	Mismatch
	// Changed means that the record is no longer the one that the caller has read.
	Changed
	// Unauthenticated means that nobody is known to be calling.
	Unauthenticated
	// Forbidden means that the caller is known and may not.
	Forbidden
	// Busy means that it was refused because of load; trying again later makes sense.
	Busy
	// Unavailable means that something which is needed does not answer.
	Unavailable
)

// Field is one value at fault. Name is the way to it as a client wrote it, such as
// "readings[3].vin".
type Field struct {
	Name   string
	Detail string
}

// Error is a failure with a kind and a message for people.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field
	// After is how long to wait before trying again makes sense; 0 when nobody knows.
	After time.Duration
	cause error
}

// Error is for the log: the message, and the cause behind it.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Message + ": " + e.cause.Error()
	}
	return e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// Newf makes an error of this kind with a message for people.
func Newf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// About names what a client sent that the error is about.
func (e *Error) About(name, detail string) *Error {
	e.Fields = append(e.Fields, Field{Name: name, Detail: detail})
	return e
}

// InvalidField makes an Invalid error about one field.
func InvalidField(name, format string, args ...any) *Error {
	detail := fmt.Sprintf(format, args...)
	return &Error{Kind: Invalid, Message: name + ": " + detail, Fields: []Field{{Name: name, Detail: detail}}}
}

// InvalidFields makes an Invalid error about several fields, or nil when there are none.
func InvalidFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	e := &Error{Kind: Invalid, Message: fields[0].Name + ": " + fields[0].Detail, Fields: fields}
	if len(fields) > 1 {
		e.Message = fmt.Sprintf("%d fields are not acceptable; the first is %s", len(fields), e.Message)
	}
	return e
}

// Wrap gives err a kind and a message for people. A nil err stays nil.
func Wrap(kind Kind, err error, message string) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Message: message, cause: err}
}

// KindOf is the kind of err, Internal for one that has none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// As gives the Error in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
