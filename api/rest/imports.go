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
	o := transfer.Options{
		Kind: transfer.Kind(r.Params.Kind), DryRun: valueOr(r.Params.DryRun, false),
		ID: valueOr(r.Params.Id, ""), Name: valueOr(r.Params.Name, ""),
	}
	if valueOr(r.Params.Progress, false) {
		return &importStream{server: s, ctx: ctx, dealer: d.ID, body: r.Body, options: o, patience: s.patience()}, nil
	}
	result, err := s.Imports.Import(ctx, d.ID, r.Body, o)
	if err != nil {
		return nil, err
	}
	return oas.ImportFile200JSONResponse(oas.ImportResult{
		DryRun: result.DryRun, Accepted: result.Accepted, Unchanged: result.Unchanged, Rejected: result.Rejected, Rows: importRows(result.Rows),
	}), nil
}

// ListImports tells of the latest imports.
func (s *Server) ListImports(ctx context.Context, r oas.ListImportsRequestObject) (oas.ListImportsResponseObject, error) {
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	records, scoring, err := s.Imports.Latest(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	out := oas.ImportList{
		Imports: make([]oas.ImportRecord, len(records)),
		Scoring: oas.ScoringState{Waiting: scoring.Waiting, Done: scoring.Waiting == 0 && !scoring.Unranked},
	}
	for i, record := range records {
		out.Imports[i] = importRecord(record)
	}
	return oas.ListImports200JSONResponse{Body: out, Headers: oas.ListImports200ResponseHeaders{CacheControl: &noStore}}, nil
}

// CancelImport ends an import, and says what became of it.
func (s *Server) CancelImport(ctx context.Context, r oas.CancelImportRequestObject) (oas.CancelImportResponseObject, error) {
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	record, err := s.Imports.Cancel(ctx, d.ID, r.Id)
	if err != nil {
		return nil, err
	}
	return oas.CancelImport200JSONResponse{Body: importRecord(record), Headers: oas.CancelImport200ResponseHeaders{CacheControl: &noStore}}, nil
}

func importRows(rows []transfer.Row) []oas.ImportRow {
	out := make([]oas.ImportRow, len(rows))
	for i, row := range rows {
		out[i] = oas.ImportRow{Row: row.Line, Status: oas.ImportRowStatus(row.Status), Code: textOrNil(row.Code), Field: textOrNil(row.Field), Message: textOrNil(row.Message)}
	}
	return out
}

func importRecord(r transfer.Record) oas.ImportRecord {
	return oas.ImportRecord{
		Id: r.ID, Kind: (*oas.ImportKind)(textOrNil(string(r.Kind))), Name: textOrNil(r.Name), State: oas.ImportState(r.State), Rows: r.Rows,
		Done: r.Done, Accepted: r.Accepted, Unchanged: r.Unchanged, Rejected: r.Rejected, StartedAt: r.StartedAt, ChangedAt: r.ChangedAt,
	}
}

// textOrNil is nil for an empty text.
func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
