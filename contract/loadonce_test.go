package contract_test

import (
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
)

// TestLoadOnce: a document is loaded once, and another one is another contract.
func TestLoadOnce(t *testing.T) {
	first, err := contract.LoadOnce(profilestatus.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := contract.LoadOnce(profilestatus.OpenAPI()); again != first || err != nil {
		t.Errorf("the second call returned another contract, or %v", err)
	}
	if other, err := contract.LoadOnce(profilestatus.OpenAPI() + "\n"); other == first || err != nil {
		t.Errorf("another document is the same contract, or %v", err)
	}
	if c, err := contract.LoadOnce("["); err == nil {
		t.Errorf("what is no document is %v", c)
	}
}
