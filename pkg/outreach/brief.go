package outreach

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// Brief is all that a model is told about a message: nothing in it is about a person, a vehicle that
// could be recognised, a place or a number.
type Brief struct {
	Priority    string   `json:"priority"`
	VehicleKind string   `json:"vehicle_kind"`
	Reasons     []string `json:"reasons"` // two or three at most, in words, strongest first
	Language    string   `json:"language"`
	Tone        string   `json:"tone"`
	// Variant tells texts for the same brief apart, and Manner is how the model is to tell them apart.
	Variant int    `json:"-"`
	Manner  string `json:"manner"`
}

// Key names the text for a brief by one prompt version and one model: a SHA-256 over every part with
// its length before it, so that no two briefs share an encoding.
func (b Brief) Key(promptVersion, model string) string {
	h := sha256.New()
	part := func(s string) {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	for _, s := range []string{"brief.v2", promptVersion, model, b.Priority, b.VehicleKind, b.Language, b.Tone, strconv.Itoa(b.Variant), b.Manner} {
		part(s)
	}
	for _, r := range b.Reasons {
		part(r)
	}
	return hex.EncodeToString(h.Sum(nil))
}
