// SPDX-License-Identifier: MPL-2.0

package provider_test

// limitation is what the guide says about cells that are a limit: what the user sees, and why no client can do better.
type limitation struct {
	text string
	// rows are names of traits, faults and actions of people, and places are those of columns. Each pair of them is a limit.
	rows, places string
}

func limitations() []limitation {
	return []limitation{
		{
			"**The password of the prescription partner is not stored.** The apply ends well. Hero never shows the password, so nothing tells a success from one that only looks like it. " +
				"If the partner's access does not work, raise `password_wo_version`, which sends the password again.",
			"acts-after-202 acts-after-other-success", "practice",
		},
		{
			"**There are two equal webhooks**, and Hero delivers each event twice. Nothing is said: the list that is read before the create does not show the other one, Hero takes equal webhooks, and no request can depend on " +
				"what there is. The data source `hero_webhooks` shows both once the trouble is over; delete the one that is in no state.",
			"lists-lag other-practice creates,at-once race", "endpoint",
		},
		{
			"**The person has two records**, and nothing is said: the search that comes before the registration does not show the other one. Without an NHS number Hero matches nobody, and no request can depend on " +
				"who is there. The data source `hero_patients` shows both once the trouble is over; records can be merged in Hero alone. Give the NHS number, if there is one.",
			"searches-lag archived-hidden", "numberless",
		},
		{
			"**Both states have the one record of the person.** Hero matches the NHS number, so it is not doubled, but each operator takes it for their own, and what the two have configured otherwise changes with each " +
				"apply. Hero's answer is the same for a record that it makes and for one that it finds.",
			"race", "registered",
		},
		{
			"**The update makes a record anew.** The apply ends in an error that names the new record. A registration is the only way to write to a patient; Hero makes a record where it finds none with this number, and no " +
				"request can depend on one that is there. The provider looks right before it.",
			"deletes,at-once corrects-the-number,at-once merges,at-once", "registered",
		},
		{
			"**What was entered in that moment is reverted**, if it is in the address, and nothing is said. Hero replaces an address as a whole, so the provider sends the lines that it has read right before, too.",
			"edits,at-once", "practice",
		},
		{
			"**The plan is not empty** until the configuration has the value as Hero stores it. Each apply warns and names the attribute, and each plan shows both values. Nobody but you can tell whether they mean the same.",
			"text-title-cased text-cut", "registered practice prescribing",
		},
	}
}
