package risk

import "testing"

func TestAShareOfFewerThanThirtySaysNothingButItsCounts(t *testing.T) {
	if got := ShareOf(12, 29); got != (Share{Count: 12, Of: 29}) {
		t.Fatalf("%+v", got)
	}
	if got := ShareOf(0, 0); got != (Share{}) {
		t.Fatalf("%+v", got)
	}
}

func TestAShareHasTheIntervalOfTheCalibration(t *testing.T) {
	outcomes := make([]Outcome, 30)
	for i := range outcomes {
		outcomes[i] = Outcome{Probability: 0.2, Prior: 0.2, Failed: i < 6}
	}
	c, err := Calibrate(outcomes, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := ShareOf(6, 30)
	if !got.Enough || got.Value != 0.2 || got.Low != c.Total.ShareLow || got.High != c.Total.ShareHigh || got.Low >= 0.2 || got.High <= 0.2 {
		t.Fatalf("%+v, the calibration has %+v", got, c.Total)
	}
	if all := ShareOf(30, 30); all.Value != 1 || all.High != 1 || all.Low >= 1 {
		t.Fatalf("%+v", all)
	}
}
