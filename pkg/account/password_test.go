package account

import (
	"testing"

	"github.com/alexedwards/argon2id"
)

// A user who does not exist must take as long as one who does.
func TestTheHashThatNoUserHasCostsWhatEveryOtherDoes(t *testing.T) {
	p, _, _, err := argon2id.DecodeHash(noUserHash)
	if err != nil {
		t.Fatal(err)
	}
	if *p != *passwordParams {
		t.Errorf("its parameters are %+v, those of passwords are %+v", *p, *passwordParams)
	}
}
