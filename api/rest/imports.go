package rest

import (
	"context"
	"strconv"

	"dealerportal/api/oas"
	"dealerportal/pkg/transfer"
)

func itoa(i int) string { return strconv.Itoa(i) }

// ImportFile takes in a CSV file.
func (s *Server) ImportFile(ctx context.Context, r oas.ImportFileRequestObject) (oas.ImportFileResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	result, err := s.Imports.Import(ctx, d.ID, r.Body, transfer.Options{Kind: transfer.Kind(r.Params.Kind), DryRun: valueOr(r.Params.DryRun, false)})
	if err != nil {
		return nil, err
	}
	out := oas.ImportResult{DryRun: result.DryRun, Accepted: result.Accepted, Unchanged: result.Unchanged, Rejected: result.Rejected, Rows: make([]oas.ImportRow, len(result.Rows))}
	for i, row := range result.Rows {
		out.Rows[i] = oas.ImportRow{Row: row.Line, Status: oas.ImportRowStatus(row.Status), Code: textOrNil(row.Code), Field: textOrNil(row.Field), Message: textOrNil(row.Message)}
	}
	return oas.ImportFile200JSONResponse(out), nil
}

// textOrNil is nil for an empty text.
func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
