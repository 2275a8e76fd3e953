package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dealerportal/pkg/fault"
)

const (
	busyMessage        = "The database is busy. Please try again."
	unavailableMessage = "The database cannot be used at the moment. Please try again."
	refusedMessage     = "The database does not take this text or number."
)

// translate gives an error of a driver its kind and a message for people; what names the record that
// was asked for. An error that has a kind already and the end of a context pass through, and what
// nobody foresaw stays Internal.
func translate(err error, what string) error {
	var connect *pgconn.ConnectError
	switch {
	case err == nil, fault.As(err) != nil, errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &connect): // the time for connecting is a context's as well
		return fault.Wrap(fault.Unavailable, err, unavailableMessage)
	case errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return notFound(what)
	}
	switch kindOf(err) {
	case fault.NotFound:
		return fault.Wrap(fault.NotFound, err, "What this "+what+" belongs to is not there.")
	case fault.Conflict:
		return fault.Wrap(fault.Conflict, err, "There is such a "+what+" already.")
	case fault.Invalid:
		return fault.Wrap(fault.Invalid, err, refusedMessage)
	case fault.Busy:
		return fault.Wrap(fault.Unavailable, err, busyMessage)
	case fault.Unavailable:
		return fault.Wrap(fault.Unavailable, err, unavailableMessage)
	}
	return err
}

func notFound(what string) error { return fault.Newf(fault.NotFound, "There is no such %s.", what) }

// conflict says that there is such a record; field is what it has in common with the new one.
func conflict(what, field string) error {
	return fault.Newf(fault.Conflict, "There is such a %s already.", what).About(field, "is taken")
}

// changedMeanwhile says that a lead is no longer the one that the caller has read.
func changedMeanwhile() error {
	return fault.Newf(fault.Changed, "The lead has changed since it was read.").About("If-Match", "is not the lead's present version")
}

// kindOf reads a driver's error. Busy stands for an Unavailable that passes by itself.
func kindOf(err error) fault.Kind {
	var fromSQLite *sqlite.Error
	if errors.As(err, &fromSQLite) {
		return kindOfSQLite(fromSQLite.Code())
	}
	var fromPostgres *pgconn.PgError
	if errors.As(err, &fromPostgres) {
		return kindOfPostgres(fromPostgres.Code)
	}
	var network net.Error
	switch {
	case errors.As(err, &network), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, sql.ErrConnDone), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, net.ErrClosed):
		return fault.Unavailable
	}
	return fault.Internal
}

func kindOfSQLite(code int) fault.Kind {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE:
		return fault.Conflict
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.NotFound
	}
	switch code & 0xff { // the higher bits say more about the same thing
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Busy
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM:
		return fault.Unavailable
	case sqlite3.SQLITE_TOOBIG:
		return fault.Invalid
	}
	return fault.Internal
}

func kindOfPostgres(code string) fault.Kind {
	switch code {
	case "23505": // unique violation
		return fault.Conflict
	case "23503": // foreign key violation
		return fault.NotFound
	case "40001", "40P01", "55P03", "57014": // serialization, deadlock, lock timeout, statement timeout
		return fault.Busy
	case "25006", "25P03", "57P01", "57P02", "57P03", "57P05": // read only, idle too long, shutting down, starting up
		return fault.Unavailable
	}
	switch {
	case strings.HasPrefix(code, "22"): // text with NUL, broken UTF-8, number out of range
		return fault.Invalid
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "53"), strings.HasPrefix(code, "58"): // connection, resources, system
		return fault.Unavailable
	}
	return fault.Internal
}
