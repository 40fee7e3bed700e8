"""The header lines of the sample company's exports, as the vendors write them, and what each column that matters holds.

Everything is UTF-8. Where a file has several header rows, `HEADERS` holds all of them in order.

zendesk/tickets_<export day>.csv   view export; every cell quoted; LF; times `Y-m-d H:M:S` in Asia/Tehran, no zone in the cell.
    Id = ticket number; the row is a snapshot, a later file has the newer state (greater `Updated at`).
    Requester external id = customer id (C0000001). Satisfaction Score = '', 'Not Offered', 'Offered', 'Good', 'Bad'; a rated
    ticket was rated at `Updated at`, the question was sent at `Solved at`. None is '', '-' or `1900-01-01 00:00:00`.
    Via = Mail, Web form, Chat, Phone call, Mobile SDK, In store. Status = New, Open, Pending, On-hold, Solved, Closed; a merged
    ticket is Closed with the tag closed_by_merge. The last five columns are the account's custom fields.
typeform/nps_<day>.csv             comma, LF; `#` = response id (32 letters and digits); times UTC.
delighted/touchpoints_<day>.csv    comma, LF; times `Y-m-d H:M:S UTC`; properties of the person after `Tags`.
qualtrics/effort_<day>.csv         three header rows; times in the zone that row 3 names (Asia/Bangkok). Status 0 = answer, 1 = preview;
    Finished 0 = partial (Q1 may be empty); UserLanguage EN, FA, TH; Q1 = 1..7 (7 = easy), Q2 = comment.
surveymonkey/csat_<day>.csv        BOM, CRLF, two header rows; times US `m/d/Y I:M:S AM/PM` in Asia/Tehran. Score 1..5.
salesforce/{Account,Contact,Contract}_<day>.csv   Data Loader extract: all cells quoted, CRLF, upper-case API names; date-times
    `Y-m-dTH:M:S.000Z`, dates `Y-m-d`; ISDELETED true = a deleted record; Contract STATUS = Activated, Expired, Terminated.
shop/orders_<day>.csv              comma, LF; times ISO 8601 with offset (`2026-11-14T09:12:33+03:30`).
reviews/reviews_<day>.csv          comma, LF; times ISO 8601 in UTC; Stars 1..5; nobody's id: indirect feedback.

Persons are the customer ids C0000001..; e-mail addresses are under example.com. Touchpoint, channel: settings.yaml's words.
"""

from __future__ import annotations

ZENDESK = (
    "Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email",
    "Requester domain", "Submitter", "Assignee", "Group", "Subject", "Tags", "Status", "Priority", "Via",
    "Ticket type", "Created at", "Updated at", "Assigned at", "Organization", "Due date", "Initially assigned at",
    "Solved at", "Resolution time", "Satisfaction Score", "Group stations", "Assignee stations", "Reopens", "Replies",
    "First reply time in minutes", "First reply time in minutes within business hours",
    "First resolution time in minutes", "First resolution time in minutes within business hours",
    "Full resolution time in minutes", "Full resolution time in minutes within business hours",
    "Agent wait time in minutes", "Agent wait time in minutes within business hours",
    "Requester wait time in minutes", "Requester wait time in minutes within business hours",
    "On hold time in minutes", "On hold time in minutes within business hours",
    "Touchpoint [list]", "Region [list]", "Plan [list]", "Salesforce account [txt]", "Satisfaction Comment [txt]",
)  # fmt: skip

TYPEFORM = (
    "#",
    "How likely are you to recommend Novin Home to a friend, colleague or relative?",
    'What is the main reason for your score? Please tell us in your own words ("good" or "bad" is fine too).',
    "customer_id", "account_id", "language", "region", "plan", "channel",
    "Start Date (UTC)", "Submit Date (UTC)", "Network ID",
)  # fmt: skip

DELIGHTED = (
    "Response ID", "Survey Type", "Person ID", "Person Name", "Person Email", "Person Phone Number", "Score", "Comment",
    "Permalink", "Responded At", "Updated At", "Notes", "Tags",
    "Customer ID", "Account ID", "Touchpoint", "Channel", "Region", "Plan", "Locale",
)  # fmt: skip

QUALTRICS = (
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
    "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage", "Q1", "Q2",
    "ticket_id", "touchpoint", "channel", "account_id", "region", "plan",
)  # fmt: skip

QUALTRICS_LABELS = (
    "Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished",
    "Recorded Date", "Response ID", "Recipient Last Name", "Recipient First Name", "Recipient Email",
    "External Data Reference", "Location Latitude", "Location Longitude", "Distribution Channel", "User Language",
    "Novin Home made it easy for me to handle my issue.", "What made it easy or hard?",
    "ticket_id", "touchpoint", "channel", "account_id", "region", "plan",
)  # fmt: skip

QUALTRICS_ZONE = "Asia/Bangkok"

_IMPORT_IDS = (
    "startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate", "_recordId",
    "recipientLastName", "recipientFirstName", "recipientEmail", "externalDataReference", "locationLatitude",
    "locationLongitude", "distributionChannel", "userLanguage", "QID1", "QID2_TEXT",
    "ticket_id", "touchpoint", "channel", "account_id", "region", "plan",
)  # fmt: skip

QUALTRICS_IMPORT_IDS = tuple(
    f'{{"ImportId":"{name}","timeZone":"{QUALTRICS_ZONE}"}}'
    if name.endswith("Date")
    else f'{{"ImportId":"{name}"}}'
    for name in _IMPORT_IDS
)

SURVEYMONKEY = (
    "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name",
    "Custom Data 1", "customer_id", "account_id", "touchpoint", "channel", "region", "plan", "language",
    "How satisfied were you with <strong>this step</strong>?", "What is the reason, in a few words?",
)  # fmt: skip

SURVEYMONKEY_CHOICES = ("",) * 16 + ("Response", "Open-Ended Response")

SALESFORCE_ACCOUNT = (
    "ID", "ISDELETED", "MASTERRECORDID", "NAME", "TYPE", "PARENTID", "BILLINGSTREET", "BILLINGCITY", "BILLINGSTATE",
    "BILLINGPOSTALCODE", "BILLINGCOUNTRY", "SHIPPINGSTREET", "SHIPPINGCITY", "SHIPPINGSTATE", "SHIPPINGPOSTALCODE",
    "SHIPPINGCOUNTRY", "PHONE", "FAX", "ACCOUNTNUMBER", "WEBSITE", "SIC", "INDUSTRY", "ANNUALREVENUE",
    "NUMBEROFEMPLOYEES", "OWNERSHIP", "TICKERSYMBOL", "DESCRIPTION", "RATING", "SITE", "OWNERID", "CREATEDDATE",
    "CREATEDBYID", "LASTMODIFIEDDATE", "LASTMODIFIEDBYID", "SYSTEMMODSTAMP", "LASTACTIVITYDATE",
    "SEGMENT__C", "REGION__C", "PLAN__C",
)  # fmt: skip

SALESFORCE_CONTACT = (
    "ID", "ISDELETED", "MASTERRECORDID", "ACCOUNTID", "LASTNAME", "FIRSTNAME", "SALUTATION", "NAME", "MAILINGCITY",
    "MAILINGCOUNTRY", "PHONE", "MOBILEPHONE", "EMAIL", "TITLE", "DEPARTMENT", "LEADSOURCE", "OWNERID", "CREATEDDATE",
    "CREATEDBYID", "LASTMODIFIEDDATE", "LASTMODIFIEDBYID", "SYSTEMMODSTAMP", "LASTACTIVITYDATE",
    "CUSTOMER_ID__C", "LANGUAGE__C", "REGION__C",
)  # fmt: skip

SALESFORCE_CONTRACT = (
    "ID", "ISDELETED", "ACCOUNTID", "CONTRACTNUMBER", "STATUS", "STARTDATE", "ENDDATE", "CONTRACTTERM", "OWNERID",
    "CUSTOMERSIGNEDDATE", "ACTIVATEDDATE", "STATUSCODE", "DESCRIPTION", "CREATEDDATE", "CREATEDBYID",
    "LASTMODIFIEDDATE", "LASTMODIFIEDBYID", "SYSTEMMODSTAMP",
    "YEARLY_VALUE__C", "CURRENCY__C", "PLAN__C", "REGION__C",
)  # fmt: skip

SHOP = (
    "Order ID", "Order Date", "Customer ID", "Account ID", "Customer Email", "Channel", "City", "Plan", "Items", "Total",
    "Currency", "Status",
)  # fmt: skip

REVIEWS = ("ID", "Published", "Site", "Stars", "Text", "About", "City", "Language")

HEADERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "zendesk/tickets": (ZENDESK,),
    "typeform/nps": (TYPEFORM,),
    "delighted/touchpoints": (DELIGHTED,),
    "qualtrics/effort": (QUALTRICS, QUALTRICS_LABELS, QUALTRICS_IMPORT_IDS),
    "surveymonkey/csat": (SURVEYMONKEY, SURVEYMONKEY_CHOICES),
    "salesforce/Account": (SALESFORCE_ACCOUNT,),
    "salesforce/Contact": (SALESFORCE_CONTACT,),
    "salesforce/Contract": (SALESFORCE_CONTRACT,),
    "shop/orders": (SHOP,),
    "reviews/reviews": (REVIEWS,),
}
