package store

import (
	"net"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"dealerportal/pkg/fault"
)

// A server that takes a connection and says nothing is the database's fault and not the caller's.
func TestAConnectionThatTakesTooLongIsUnavailable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	cfg, err := pgconn.ParseConfig("postgres://nobody@" + listener.Addr().String() + "/portal?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	cfg.ConnectTimeout = 50 * time.Millisecond
	_, err = pgconn.ConnectConfig(t.Context(), cfg)
	if got := translate(err, "record"); err == nil || fault.KindOf(got) != fault.Unavailable {
		t.Errorf("%v is %v", err, got)
	}
}
