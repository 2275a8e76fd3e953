package outreach

import "hash/fnv"

// manners are the ways in which a text can be put, one for each variant of a brief. They tell a model how
// to differ; none adds anything to what may be said.
var manners = []string{
	"straight to the point",
	"the reason first, then the invitation",
	"the invitation first, then the reason",
	"warm, as to a regular customer",
	"short and plain sentences",
	"patient, as somebody who explains",
}

// MaxVariants is how many variants of a brief there can be.
var MaxVariants = len(manners)

// variantOf chooses one of n variants for a lead. It is the same each time, and any two leads have
// different ones as often as chance allows.
func variantOf(leadID string, n int) int {
	h := fnv.New32a()
	h.Write([]byte(leadID))
	return int(h.Sum32() % uint32(max(n, 1)))
}

// InVariant is the brief in one of its variants; whatever the number, there is a manner for it.
func (b Brief) InVariant(v int) Brief {
	b.Variant, b.Manner = v, manners[v%len(manners)]
	return b
}
