package oas

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// The generated code holds the contract that it was generated from. When openapi.yaml has moved on and
// `make generate` was not run, the two differ.
func TestGeneratedCodeIsFreshlyMadeOfTheContract(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "..", "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	written, err := openapi3.NewLoader().LoadFromData(source)
	if err != nil {
		t.Fatal(err)
	}
	built, err := GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	// The generator writes an operation's id as the name of a Go method.
	for _, doc := range []*openapi3.T{written, built} {
		for _, item := range doc.Paths.Map() {
			for _, op := range item.Operations() {
				op.OperationID = strings.ToLower(op.OperationID)
			}
		}
	}
	want, err := written.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	got, err := built.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Fatal("the code in api/oas was generated from another openapi.yaml: run `make generate`")
	}
}

func TestTheContractIsValid(t *testing.T) {
	doc, err := GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
}
