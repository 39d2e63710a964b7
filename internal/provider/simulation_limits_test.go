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
			"**The password of the prescription partner is not stored.** The apply succeeds. Hero never shows the password, so nothing distinguishes a real success from an apparent one. " +
				"If the partner's access does not work, change `password_wo_version`, which sends the password again.",
			"acts-after-202 acts-after-other-success", "practice",
		},
		{
			"**There are two equal webhooks**, and Hero delivers each event twice. No message says so: the list that is read before the create does not show the other one, Hero accepts equal webhooks, and no request can depend on " +
				"what exists. The data source `hero_webhooks` shows both once the trouble is over; delete the one that is in no state.",
			"lists-lag other-practice creates,at-once race", "endpoint",
		},
		{
			"**The person has two records**, and no message says so: the search before the registration does not show the other one. Without an NHS number Hero matches nobody, and no request can depend on " +
				"who is registered. The data source `hero_patients` shows both once the trouble is over; records can be merged only in Hero. Configure the NHS number, if there is one.",
			"searches-lag archived-hidden", "numberless",
		},
		{
			"**The person's one record is in both states.** Hero matches the NHS number, so there is no second record, but each apply overwrites what the other operator has configured differently. " +
				"Hero's answer is the same for a record that it creates and for one that it finds.",
			"race", "registered",
		},
		{
			"**The update creates a new record.** The apply ends in an error that names it. A registration is the only way to write to a patient; Hero creates a record if it finds none with this number, and no " +
				"request can depend on what exists. The provider looks right before the request.",
			"deletes,at-once corrects-the-number,at-once merges,at-once", "registered",
		},
		{
			"**What was entered in that moment is reverted** if it is in the address, and no message says so. Hero replaces an address as a whole, so the provider also sends the lines that it has just read.",
			"edits,at-once", "practice",
		},
		{
			"**The plan is not empty** until the configuration has the value as Hero stores it. Each apply warns and names the attribute, and each plan shows both values. Only you can tell whether they mean the same.",
			"text-title-cased text-cut", "registered practice prescribing",
		},
	}
}
