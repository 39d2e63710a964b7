// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// existing is a person whom a create has met in Hero.
type existing struct {
	ids []string // Hero's ids of the records
	// matched says that Hero would overwrite the record, and not make another one.
	matched bool
	// owner is the id that the state has for the instance that is to be
	// replaced, "" for one that is new to Terraform.
	owner string
	// inState says that a resource of the state has one of the records.
	inState bool
}

// refuseExisting looks the person up and refuses a create that would
// overwrite or double a record. Create looks again.
func (r *patientResource) refuseExisting(ctx context.Context, practice *hero.Practice, m patientModel, owner string, diags *diag.Diagnostics) {
	if m.adopts() || !m.canBeLookedUp() {
		return
	}
	found, err := practice.FindPerson(ctx, m.person())
	if err != nil {
		addLookError(diags, "look the patient up before registering", practice, err)
		return
	}
	if len(found) > 0 {
		met := existing{ids: hero.PatientIDs(found), matched: isSet(m.NHSNumber), owner: owner}
		met.inState = r.patientsRead.any(practice.ID(), met.ids)
		met.refuse(practice, diags)
	}
}

// adopts says that whatever record Hero has of the person may be overwritten.
// Without an NHS number Hero overwrites none.
func (m *patientModel) adopts() bool { return m.AdoptExisting.ValueBool() && isSet(m.NHSNumber) }

func (m *patientModel) canBeLookedUp() bool {
	return isSet(m.DOB) && (isSet(m.NHSNumber) || (isSet(m.FirstName) && isSet(m.LastName)))
}

func (m *patientModel) person() hero.Person {
	return hero.Person{
		NHSNumber: m.NHSNumber.Normal(), DOB: m.DOB.Normal(), FirstName: m.FirstName.ValueString(), LastName: m.LastName.ValueString(),
	}
}

func (e existing) refuse(practice *hero.Practice, diags *diag.Diagnostics) {
	at, by, harm := path.Root("nhs_number"), "NHS number and date of birth", "overwrite that record"
	if !e.matched {
		at, by, harm = path.Root("last_name"), "names and date of birth, and the configuration has no NHS number to tell them apart", "make a second record"
	}
	diags.AddAttributeError(at, "Patient exists already",
		fmt.Sprintf("Practice group %s already has a patient with the same %s. Registering it again would %s.\n\n%s",
			practice.ID(), by, harm, e.advice(practice)))
}

// advice is what helps, which depends on what the state has.
func (e existing) advice(practice *hero.Practice) string {
	overwrite := ""
	if e.matched {
		overwrite = "\n\nTo overwrite it with what is configured, set adopt_existing = true."
	}
	switch {
	case len(e.ids) == 0:
		const nobody = "Hero reports no id for it, so it cannot be imported; it may only be known to the record system. "
		if !e.matched {
			return nobody + "Give its NHS number, or register it in Hero and import it then."
		}
		return nobody + "Set adopt_existing = true if it is right to register it."
	case slices.Contains(e.ids, e.owner):
		return fmt.Sprintf("It is patient %s, whom this resource has in the Terraform state already, and the plan replaces the resource. Hero cannot delete a patient, so there is nothing to make anew: "+
			"plan without -replace, or without the replace_triggered_by that asked for it, and the resource stays as it is.", e.owner) + overwrite
	case e.inState:
		return fmt.Sprintf("The Terraform state has it already (%s), so it cannot be imported again.\n\n"+
			"  - If the plan calls the resource tainted, take the mark away: terraform untaint <address>\n"+
			"  - If the resource has another address than before, add a moved block with the old and the new one.\n"+
			"  - If two resources stand for one patient, remove one of them.", strings.Join(e.ids, ", ")) + overwrite
	}
	var b strings.Builder
	b.WriteString("To bring it under Terraform unchanged, import it:\n")
	if e.owner != "" {
		fmt.Fprintf(&b, "\n  terraform state rm <address>   (forgets patient %s, whom the resource stands for until now)", e.owner)
	}
	for _, id := range e.ids {
		fmt.Fprintf(&b, "\n  terraform import <address> %s/%s", practice.ID(), id)
	}
	if e.owner == "" {
		b.WriteString("\n\nIf the Terraform state has it already, an import is refused. Then add a moved block when its address has changed, or take the mark off a tainted one: terraform untaint <address>")
	}
	return b.String() + overwrite
}

// patientsRead remembers, for a short time, which patients of the state a
// refresh has read. Terraform refreshes an instance right before it plans it, and
// does not tell that a create is of a tainted instance. It serves for advice alone.
type patientsRead struct {
	mu sync.Mutex
	at map[[2]string]time.Time // by practice group and id
}

const readLately = time.Minute

func (p *patientsRead) add(group, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		p.at = map[[2]string]time.Time{}
	}
	p.at[[2]string{group, id}] = time.Now()
}

func (p *patientsRead) remove(group, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.at, [2]string{group, id})
}

func (p *patientsRead) any(group string, ids []string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(ids, func(id string) bool {
		at, ok := p.at[[2]string{group, id}]
		return ok && time.Since(at) < readLately
	})
}
