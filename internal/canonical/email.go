// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"net/mail"
	"strings"
)

// Email is an e-mail address. Its normal form is in lower case.
var Email = &Kind{Name: "e-mail address", normal: normalEmail, sent: asWritten}

// normalEmail lowers the local part too: the standard lets its case matter, but no
// mail service in use does.
func normalEmail(s string) (string, error) {
	address := strings.ToLower(s)
	parsed, err := mail.ParseAddress(address)
	if err != nil {
		return "", errors.New("write it as name@example.com")
	}
	if parsed.Address != address {
		return "", errors.New("give the address alone, name@example.com, without a display name, angle brackets, quotes or comments")
	}
	return address, nil
}
