package risk

// Share is how many of a number it was, with the interval that the number allows.
type Share struct {
	Count, Of int
	// Enough is false with fewer than 30; what follows is 0 then.
	Enough bool
	// Value lies between the bounds of Wilson's 90 % interval.
	Value, Low, High float64
}

// ShareOf is count of a number as a share.
func ShareOf(count, of int) Share {
	s := Share{Count: count, Of: of, Enough: of >= fewestOutcomes}
	if s.Enough {
		s.Value = float64(count) / float64(of)
		s.Low, s.High = wilson(count, of)
	}
	return s
}
