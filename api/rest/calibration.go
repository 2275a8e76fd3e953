package rest

import (
	"context"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
)

// GetCalibration holds estimates against what became of the batteries.
func (s *Server) GetCalibration(ctx context.Context, r oas.GetCalibrationRequestObject) (oas.GetCalibrationResponseObject, error) {
	ctx = plain(ctx)
	dealers, err := s.dealersFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	if err := mayManage(ctx); err != nil {
		return nil, err
	}
	c, err := s.Leads.Calibration(ctx, dealers)
	if err != nil {
		return nil, err
	}
	out := s.calibrationOf(c)
	if caller(ctx).Role != account.Admin || valueOr(r.Params.Dealer, "") != "" {
		out.Dealer = &dealers[0].Code
	}
	return oas.GetCalibration200JSONResponse{Body: out, Headers: oas.GetCalibration200ResponseHeaders{CacheControl: &noStore}}, nil
}

// dealersFor finds the dealers that a request is about: all of them for an admin who names none.
func (s *Server) dealersFor(ctx context.Context, code *string) ([]dealer.Dealer, error) {
	if caller(ctx).Role == account.Admin && valueOr(code, "") == "" {
		all, err := s.Dealers.List(ctx, nil)
		if err != nil {
			return nil, err
		}
		dealers := make([]dealer.Dealer, len(all))
		for i, o := range all {
			dealers[i] = o.Dealer
		}
		return dealers, nil
	}
	d, err := s.dealerFor(ctx, code)
	return []dealer.Dealer{d}, err
}

func (s *Server) calibrationOf(c lead.Calibration) oas.Calibration {
	out := oas.Calibration{
		AsOf: c.AsOf, ModelVersions: append([]string{}, c.ModelVersions...), Followed: c.Followed, Bias: c.Bias,
		Total: binOf(c.Total), Bins: make([]oas.CalibrationBin, len(c.Bins)), Signs: make([]oas.SignRate, len(c.Signs)),
		Scores: oas.CalibrationScores{Outcomes: c.Compared, NotEnough: c.Baseline == nil},
		Fit:    oas.CalibrationFit{NotEnough: !c.Total.Enough},
	}
	out.LeftOut.NotInspected, out.LeftOut.ReplacedEarly, out.LeftOut.Undecided = c.LeftOut.NotInspected, c.LeftOut.ReplacedEarly, c.LeftOut.Undecided
	out.LeftOut.NotInVehicle = c.LeftOut.NotInVehicle
	out.ByVersion = make(byVersion, len(c.ByVersion))
	for i, v := range c.ByVersion {
		out.ByVersion[i].ModelVersion, out.ByVersion[i].Total = v.ModelVersion, binOf(v.Total)
	}
	out.Uncontacted.Followed, out.Uncontacted.Total = c.Uncontacted.Followed, binOf(c.Uncontacted.Total)
	for i, b := range c.Bins {
		out.Bins[i] = binOf(b)
	}
	if b := c.Baseline; b != nil {
		out.Scores.Brier, out.Scores.BrierOfBaseline = &b.Brier, &b.BrierOfPrior
		out.Scores.LogLoss, out.Scores.LogLossOfBaseline = &b.LogLoss, &b.LogLossOfPrior
	}
	if c.Scores != nil {
		out.Fit.Error = &c.Scores.Error
	}
	if f := c.Fit; f != nil {
		out.Fit.Slope, out.Fit.SlopeSe, out.Fit.Intercept, out.Fit.InterceptSe = &f.Slope, &f.SlopeSE, &f.Intercept, &f.InterceptSE
		out.Fit.PValue, out.Fit.Consistent = &f.PValue, &f.Consistent
	}
	for i, r := range c.Signs {
		rate := oas.SignRate{Name: r.Name, Label: s.labels.sign(r.Name), Looked: r.Looked, NotEnough: !r.Enough, Expected: r.Expected}
		if r.Enough {
			rate.Observed, rate.Z, rate.Off = &c.Signs[i].Observed, &c.Signs[i].Z, &c.Signs[i].Off
		}
		out.Signs[i] = rate
	}
	return out
}

// byVersion are the outcomes of each version, as the contract has them.
type byVersion = []struct {
	ModelVersion string             `json:"model_version"`
	Total        oas.CalibrationBin `json:"total"`
}

func binOf(b risk.Bin) oas.CalibrationBin {
	out := oas.CalibrationBin{Outcomes: b.Outcomes, NotEnough: !b.Enough}
	if b.Outcomes > 0 {
		out.From, out.To = &b.From, &b.To
	}
	if b.Enough {
		out.Expected, out.Observed = &b.Expected, &b.Observed
		out.Share, out.ShareLow, out.ShareHigh = &b.Share, &b.ShareLow, &b.ShareHigh
	}
	return out
}
