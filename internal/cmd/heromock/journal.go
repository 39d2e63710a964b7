// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// writeJournal writes one JSON object per line. Only the user may read the file, because request
// bodies hold what the command sent.
func writeJournal(file string, journal []heromock.Request) error {
	if file == "" {
		return nil
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, request := range journal {
		if err := encoder.Encode(request); err != nil {
			return fmt.Errorf("writing the journal: %w", err)
		}
	}
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}
