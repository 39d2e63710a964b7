// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Terraform keeps private state with each object, for the provider alone. Existing states hold
// these keys and the formats of their values, so neither may change.
const (
	// importedKey: the expected form of an import id, quoted. An import sets it and the read after it
	// removes it, so only an object that was imported and never read has it.
	importedKey = "imported"
	// createdHereKey: "true" if Terraform created the object. A null in its state then says that
	// nothing was sent; after an import, a null says that nothing is known.
	createdHereKey = "made_here"
	// createdAtKey: when Terraform created the object by this machine's clock, quoted.
	createdAtKey = "created_at"
	// signingKeyKey: "true" for a webhook that was once given a signing key. Nothing of the key itself is kept.
	signingKeyKey = "had_signing_key"
	// plannedIDKey: the id in the state, quoted, set by each plan of an existing object. Terraform plans a replacement twice,
	// first as an update and then as a create; the create finds the id here, and that shows it to be the same instance.
	plannedIDKey = "claimed_as"
	// supersededKey, followed by the name of an attribute: the value, in normal form and quoted, that Hero has since replaced. It says
	// no more about the person than the state does.
	supersededKey = "superseded_"
)

// privateState is the framework's type, which it does not export.
type privateState interface {
	GetKey(context.Context, string) ([]byte, diag.Diagnostics)
	SetKey(context.Context, string, []byte) diag.Diagnostics
}

func markImported(ctx context.Context, private privateState, importForm string, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, importedKey, []byte(strconv.Quote(importForm)))...)
}

func unmarkImported(ctx context.Context, private privateState, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, importedKey, nil)...)
}

// importFormOf is "" for an object that was not imported, or was read since then.
func importFormOf(ctx context.Context, private privateState, diags *diag.Diagnostics) string {
	return privateString(ctx, private, importedKey, diags)
}

func markCreatedHere(ctx context.Context, private privateState, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, createdHereKey, []byte("true"))...)
	diags.Append(private.SetKey(ctx, createdAtKey, []byte(strconv.Quote(time.Now().UTC().Format(time.RFC3339Nano))))...)
}

// settlesWithin is how long Hero's answers may lack an object that was just created.
const settlesWithin = time.Minute

// justCreated reports whether a missing object proves nothing yet. Another machine's clock may be ahead of this one.
func justCreated(ctx context.Context, private privateState, diags *diag.Diagnostics) bool {
	at, err := time.Parse(time.RFC3339Nano, privateString(ctx, private, createdAtKey, diags))
	return err == nil && time.Since(at).Abs() < settlesWithin
}

func createdHere(ctx context.Context, private privateState, diags *diag.Diagnostics) bool {
	return privateFlag(ctx, private, createdHereKey, diags)
}

func markSigningKey(ctx context.Context, private privateState, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, signingKeyKey, []byte("true"))...)
}

func hadSigningKey(ctx context.Context, private privateState, diags *diag.Diagnostics) bool {
	return privateFlag(ctx, private, signingKeyKey, diags)
}

func markPlanned(ctx context.Context, private privateState, id string, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, plannedIDKey, []byte(strconv.Quote(id)))...)
}

// replacedID is the id of what a planned create replaces, or "" for a new instance.
func replacedID(ctx context.Context, private privateState, diags *diag.Diagnostics) string {
	return privateString(ctx, private, plannedIDKey, diags)
}

func markSuperseded(ctx context.Context, private privateState, name, value string, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, supersededKey+name, []byte(strconv.Quote(value)))...)
}

// superseded is "" for an attribute that Hero has not changed.
func superseded(ctx context.Context, private privateState, name string, diags *diag.Diagnostics) string {
	return privateString(ctx, private, supersededKey+name, diags)
}

func privateFlag(ctx context.Context, private privateState, key string, diags *diag.Diagnostics) bool {
	value, d := private.GetKey(ctx, key)
	diags.Append(d...)
	return value != nil
}

// privateString is "" if the key is not set.
func privateString(ctx context.Context, private privateState, key string, diags *diag.Diagnostics) string {
	value, d := private.GetKey(ctx, key)
	diags.Append(d...)
	unquoted, _ := strconv.Unquote(string(value)) // without a value it is ""
	return unquoted
}
