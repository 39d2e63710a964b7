// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// checkRuns checks the effects of applies against the invariants. Several runs have
// happened at the same time.
func (s *simulation) checkRuns(runs ...*run) {
	now := s.truth()
	for _, r := range runs {
		if throttled := max(r.throttled, r.plan.throttled); throttled > mostThrottled {
			s.breaks(bounded, "a run waits %s for its quota", throttled)
		}
		for _, e := range s.effectsSince(r.began) {
			if r.operator.by(e) && e.Request.Time.After(r.existed.at) { // a late commit of an earlier run may come now
				s.checkEffect(r, e, now)
			}
		}
		if r.killed || r.plan.failed {
			continue
		}
		for _, out := range r.outcomes {
			s.checkState(r, out, now)
			s.checkWord(r, out, now)
		}
	}
}

// checkEffect checks one effect of a request.
func (s *simulation) checkEffect(r *run, e effect, now *truth) {
	s.checkClean(e, r.changeOf(e))
	switch e.Kind {
	case heromock.Deleted:
		own, _ := r.operator.created(e.Object, e.ID)
		if !own && !hasInState(r.before, e.Object, e.ID) && !hasInState(r.plan.state, e.Object, e.ID) {
			s.breaks(neverTaken, "%s %s, which is not ours, is deleted", e.Object, e.ID)
		}
	case heromock.Created:
		s.checkCreated(r, e, now)
	case heromock.Changed:
		s.checkChanged(r, e)
	}
}

// checkCreated looks for duplicates of a new object.
func (s *simulation) checkCreated(r *run, e effect, now *truth) {
	o := r.operator
	creates := slices.ContainsFunc(r.outcomes, func(out *outcome) bool {
		return out.change.place.object == e.Object && (out.change.action == doCreate || out.change.action == doReplace)
	})
	handled := o.named(e.ID) && slices.ContainsFunc(r.outcomes, func(out *outcome) bool {
		return s.handled(out.change.place, e.Request.Time.Add(-s.unavoidable), e.at)
	})
	if !creates && !handled {
		s.breaks(neverDoubled, "an update creates %s %s", e.Object, e.ID)
	}
	created := now.object(e.Object, e.ID)
	if created == nil || r.killed {
		return
	}
	for _, id := range now.alike(e.Object, created) {
		if hasInState(o.state, e.Object, id) || o.named(id) {
			continue
		}
		ours, orphan := o.created(e.Object, id)
		existed := r.existed.object(e.Object, id) != nil
		alone := id == e.ID && len(now.alike(e.Object, created)) == 1
		switch {
		case alone, id == e.ID && r.leavesOpen(e.Object):
		case existed && s.unseen(id, r.existed.at), !existed && s.unseen(id, time.Now()):
		case s.made[id].After(e.at): // a person made it later, and could see ours
		case ours && !orphan, existed:
			s.breaks(neverDoubled, "%s %s is like %s, and nobody has been told", e.Object, id, e.ID)
		case e.Object == "patient" && created["nhs_number"] == nil && !orphan && !s.themOrUs(o).named(e.ID) && !s.saysItIsOpen(e.ID, id):
			s.breaks(neverDoubled, "patients %s and %s were made at once, and nobody has been told", id, e.ID)
		}
	}
}

// unseen reports whether no client can know of an object: replicas that lag behind do not show such a new one, a cache shows another
// practice group, or no search finds archived records.
func (s *simulation) unseen(id string, at time.Time) bool {
	record := s.truth().object("patient", id)
	if slices.Contains(s.troubles, "other-practice") || (slices.Contains(s.lasting, "archived-hidden") && record["status"] == "archived") {
		return true
	}
	behind := slices.ContainsFunc(s.troubles, func(name string) bool { return strings.HasSuffix(name, "-lag") || name == "replicas-flip" })
	made, byHand := s.made[id]
	return behind && (byHand && at.Sub(made) < time.Minute || slices.ContainsFunc(s.effectsSince(0), func(e effect) bool {
		return e.Kind == heromock.Created && e.ID == id && at.Sub(e.at) < time.Minute
	}))
}

// leavesOpen reports whether a diagnostic of the run says that there may be an object that the provider could not look for.
func (r *run) leavesOpen(kind string) bool {
	return slices.ContainsFunc(r.remarks(), func(m remark) bool {
		open := m.diagnostic.Summary == "A webhook may exist that Terraform does not know" || strings.Contains(m.diagnostic.Detail, "could not be found out")
		return open && placeNamed(m.place) != nil && placeNamed(m.place).object == kind
	})
}

// saysItIsOpen reports whether a diagnostic names one of the records and says that it is open whether there is another.
func (s *simulation) saysItIsOpen(ids ...string) bool {
	return slices.ContainsFunc(append(slices.Clone(s.us.said), s.them.said...), func(m remark) bool {
		return strings.Contains(m.diagnostic.Summary, "could not be checked") && slices.ContainsFunc(ids, func(id string) bool { return hasWord(m.diagnostic.Summary, id) })
	})
}

// themOrUs returns the other operator.
func (s *simulation) themOrUs(o *operator) *operator {
	if o == s.us {
		return s.them
	}
	return s.us
}

// met reports whether the other operator has written the same object at the same time.
func (s *simulation) met(o *operator, kind, id string, at time.Time) bool {
	other := s.themOrUs(o)
	return slices.ContainsFunc(s.effectsSince(0), func(e effect) bool {
		return e.Object == kind && e.ID == id && other.by(e) && at.Sub(e.at).Abs() <= s.unavoidable
	})
}

// checkChanged looks for changes that the request should not have made.
func (s *simulation) checkChanged(r *run, e effect) {
	c := r.changeOf(e)
	if c == nil {
		s.breaks(neverOverwritten, "%s %s is changed, which no plan is about", e.Object, e.ID)
		return
	}
	wanted := c.place.wanted(c.variant)
	before, after := flat(e.Before), flat(e.After)
	own, _ := r.operator.created(e.Object, e.ID)
	inState := hasInState(r.plan.state, e.Object, e.ID) || hasInState(r.before, e.Object, e.ID)
	for _, field := range slices.Sorted(maps.Keys(over(before, after))) {
		if sameField(field, before[field], after[field]) || strings.HasSuffix(field, "x_hero_new_member") { // the mock has added this itself
			continue
		}
		_, configured := wanted[field]
		switch {
		case s.met(r.operator, e.Object, e.ID, e.at):
		case s.handled(c.place, e.Request.Time.Add(-s.unavoidable), e.at) && (inState || own || e.Object == "admin" || e.Object == "practice group" || r.operator.named(e.ID)):
		case !configured:
			s.breaks(neverOverwritten, "%s of %s %s is overwritten and not configured", field, e.Object, e.ID)
		case e.Object == "webhook" && r.operator.named(e.ID): // Hero treats this create as a change
		case inState || own || c.place.meant(c.variant)["adopt_existing"] == true:
		case e.Object == "patient" || e.Object == "webhook":
			s.breaks(neverOverwritten, "%s of %s %s, which was not in the state, is overwritten", field, e.Object, e.ID)
		case !r.plan.names(field) && !sameField(field, flat(r.plan.before.object(e.Object, e.ID))[field], wanted[field]) && before[field] != nil:
			s.breaks(neverOverwritten, "%s of %s %s is overwritten, and the plan did not say so", field, e.Object, e.ID)
		}
	}
}

// changeOf returns the change that an effect belongs to: the one of that object, else the one closest to what Hero has now.
func (r *run) changeOf(e effect) *change {
	var alike *change
	fewest := 0
	for _, c := range r.plan.changes {
		if c.place.object != e.Object || c.variant == "" {
			continue
		}
		if c.prior.id() == e.ID {
			return c
		}
		off := len(fieldsOff(c.place.wanted(c.variant), over(e.After, members{"practice_group_id": e.Request.PracticeGroup})))
		if c.action != doNothing && (alike == nil || off < fewest) {
			alike, fewest = c, off
		}
	}
	return alike
}

// names reports whether a message of the plan names a field. For a password, the plan shows only the version and Hero shows nothing.
func (p *plan) names(field string) bool {
	return strings.HasSuffix(field, ".password") || slices.ContainsFunc(p.remarks, func(r remark) bool { return hasWord(r.diagnostic.Detail, field) })
}

// checkState checks the state after an apply.
func (s *simulation) checkState(r *run, out *outcome, now *truth) {
	c := out.change
	id := out.held.current.id()
	if c.prior == nil && id != "" && (c.place.object == "patient" || c.place.object == "webhook") {
		own, _ := r.operator.created(c.place.object, id)
		adopts := c.place.resource == pdsType || c.place.meant(c.variant)["adopt_existing"] == true
		told := c.place.object == "patient" && s.handled(c.place, r.existed.at, time.Now()) && r.operator.named(id)
		if !own && !adopts && !told && !s.met(r.operator, c.place.object, id, time.Now()) {
			s.breaks(neverTaken, "%s %s, which is not ours, is in the state", c.place.object, id)
		}
	}
	forgets := c.place.object != "webhook" && (c.action == doDestroy || c.action == doReplace)
	for _, held := range append(c.deposed, c.prior) {
		if before := held.id(); before != "" && !forgets && !hasInState(r.operator.state, c.place.object, before) && now.object(c.place.object, before) != nil {
			s.breaks(neverLost, "%s %s is in Hero, and no longer in the state", c.place.object, before)
		}
	}
	if out.held.current != nil && out.held.current.tainted {
		s.breaks(settles, "a create of %s that failed is in the state, which taints it", c.place.name)
	}
}

// checkWord checks that Hero holds what is configured if no message says otherwise.
func (s *simulation) checkWord(r *run, out *outcome, now *truth) {
	c := out.change
	if c.place.resource == pdsType && c.action == doUpdate {
		return // it sends nothing, and without a refresh it has read nothing
	}
	if !out.well || c.action == doNothing || c.action == doDestroy || r.wordAt(c.place.name) || s.handled(c.place, r.existed.at, time.Now()) {
		return
	}
	id := out.held.current.id()
	other := s.themOrUs(r.operator)
	if slices.ContainsFunc(s.effectsSince(r.began), func(e effect) bool { return e.Object == c.place.object && e.ID == id && other.by(e) }) {
		return // the other operator has changed it since
	}
	record := now.object(c.place.object, id)
	if record == nil {
		s.breaks(neverQuiet, "%s %s is applied without a word, and Hero does not have it", c.place.object, id)
		return
	}
	wanted := c.place.wanted(c.variant)
	const credentials = "prescription_partner_credentials"
	if c.prior != nil && c.planned != nil && c.prior.attribute(credentials).Equal(c.planned.attribute(credentials)) {
		delete(wanted, credentials+".password") // it is not sent again, and nobody can see whether somebody else has changed it
	}
	if names := fieldsOff(wanted, record); len(names) > 0 {
		s.breaks(neverQuiet, "%s %s is applied without a word, and Hero has another %s", c.place.object, id, strings.Join(names, ", "))
	}
}
