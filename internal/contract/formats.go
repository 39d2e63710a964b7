// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"errors"
	"net/mail"
	"net/url"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// formats are the string formats of the description. Each validation gets them as
// an option, because a global registration would affect other users of the library
// in the same process.
var formats = map[string]openapi3.StringFormatValidator{
	"date-time": openapi3.NewCallbackValidator(func(s string) error {
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return errors.New("not an RFC 3339 date-time")
		}
		return nil
	}),
	"email": openapi3.NewCallbackValidator(func(s string) error {
		if address, err := mail.ParseAddress(s); err != nil || address.Address != s {
			return errors.New("not an e-mail address")
		}
		return nil
	}),
	"uri": openapi3.NewCallbackValidator(func(s string) error {
		if u, err := url.Parse(s); err != nil || u.Scheme == "" {
			return errors.New("not an absolute URI")
		}
		return nil
	}),
}

// schemaOptions apply to every validation of a value, by the library and here.
var schemaOptions = []openapi3.SchemaValidationOption{
	openapi3.DisableSchemaErrorDetails(),
	openapi3.WithStringFormatValidators(formats),
}
