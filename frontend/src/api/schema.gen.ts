// Written by `npm run generate` from openapi.yaml. Do not edit.

export interface paths {
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in
         * @description Checks the e-mail address and password and starts a session. The answer sets the session
         *     cookie (HttpOnly, SameSite=Lax, Secure except on a loopback address). A wrong password, an
         *     unknown address and a disabled user give the same 401.
         *
         *     Checking a password is made expensive on purpose, and the checks wait in a short queue. When
         *     the queue is full the answer is 429 with `Retry-After`.
         */
        post: operations["signIn"];
        /**
         * Sign out
         * @description Ends the session at once. Without a session it does nothing and succeeds.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        /**
         * Change one's own name
         * @description What was done before and is still to be done under the old name is shown under the new one; a message that the
         *     person wrote keeps the name that it was written under.
         */
        patch: operations["renameSelf"];
        trace?: never;
    };
    "/api/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's own password
         * @description Needs the present one. All sessions of the caller end; the answer sets the cookie of a new one. Passwords
         *     are checked in the same queue as those of sign-ins.
         */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may sign in
         * @description A manager sees the people of the own dealer, an admin those of all dealers and the admins, in order of name.
         *     Those who were disabled or have not set a password yet are among them.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Invite somebody
         * @description Adds a user who can sign in once the invited person has set a name and a password with the one-time link of
         *     the answer. The link is shown this once and works for seven days. The portal sends no mail: whoever invites
         *     hands the link on.
         *
         *     A manager may invite advisors and managers of the own dealer; an admin may invite anybody, and names the
         *     dealer unless the role is `admin`. An address that is taken is a 409.
         */
        post: operations["inviteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id. */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation
         * @description Removes somebody who has not set a password yet; the address is free again. Whoever has set one has a
         *     history and can be disabled instead: that is a 409.
         */
        delete: operations["withdrawInvitation"];
        options?: never;
        head?: never;
        /**
         * Change somebody's role, or disable or enable them
         * @description What is left out stays as it is. A manager may change the people of the own dealer, an admin anybody. The
         *     role of a dealer's people is `advisor` or `manager`; an admin stays one. A change ends all sessions of the
         *     user at once, and disabling makes a link that is out useless.
         *
         *     Nobody may change themselves, and the last admin who can sign in may not be disabled: both are a 409.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/users/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id. */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new one-time link for somebody
         * @description For somebody who has not set a password yet it is the invitation anew, for everybody else the way to a new
         *     password. It takes the place of a link that is out, is shown this once and works for seven days. The present
         *     password and sessions go on until it is used. Nobody gets one for themselves, and nobody who is disabled:
         *     both are a 409.
         */
        post: operations["renewLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whom a one-time link is for
         * @description Needs no sign-in. A link that is unknown, used, replaced or expired is a 404.
         */
        post: operations["readLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/links/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a password with a one-time link
         * @description Needs no sign-in, and signs in: the answer is the one of `POST /api/session`. The link is used up, and all
         *     sessions that the user had end. Passwords are hashed in the same queue as those of sign-ins.
         */
        post: operations["useLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dealers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dealers
         * @description All dealers for an admin, in order of name; one's own for everybody else.
         */
        get: operations["listDealers"];
        put?: never;
        /**
         * Add a dealer
         * @description Only an admin may. The settings start at the defaults, without a price list.
         */
        post: operations["createDealer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dealers/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Rename a dealer, or change where it is
         * @description Only an admin may. What is left out stays as it is; the code stays in any case. Another state is another
         *     climate for vehicles without a state of their own, so the fleet is scored anew.
         */
        patch: operations["changeDealer"];
        trace?: never;
    };
    "/api/dealers/{code}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        /**
         * A dealer's keys
         * @description A manager of the dealer or an admin may see them, by their beginnings, the newest first; those that were
         *     revoked are among them.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create a key
         * @description A manager of the dealer or an admin may. The answer has the key itself, this once: the portal keeps its hash.
         *     A dealer has at most 50 keys that were not revoked; one more is a 409.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dealers/{code}/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
                /** @description The key's id. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description A manager of the dealer or an admin may. The key is refused from now on, by other processes of the portal
         *     within five seconds. One that was revoked before stays so.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dealers/{code}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        /** A dealer's settings */
        get: operations["getDealerSettings"];
        /**
         * Replace a dealer's settings
         * @description A manager of the dealer or an admin may. Every lead of the dealer is brought in line with the
         *     new thresholds, climate and prices.
         */
        put: operations["putDealerSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dealers/{code}/call-hours": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        /**
         * When owners may be called, state by state
         * @description The hours of solicitation that the dealer keeps to in each state, with the source of each row and the day it was
         *     read. The rows are from secondary sources, which disagree in details: where they do, the strictest is here.
         *     They are not legal advice; the dealer's counsel decides, and a manager of the dealer can put hours of the
         *     dealer's own in the place of a state's. No hours are wider than `federal`.
         *
         *     The hours are those of the owner's clock, by the state of the vehicle. In a state with several time zones only
         *     what is within the hours in each of them counts. A telephone number's area code is not looked at.
         */
        get: operations["getCallHours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dealers/{code}/call-hours/{state}": {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the hours as they were read. */
                "If-Match"?: string;
            };
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
                /** @description The two-letter code of the state. */
                state: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Set the dealer's own hours for a state
         * @description They stand in the place of the state's row from then on, with who set them and when. A manager of the dealer or
         *     an admin may. They lie within the federal hours. 428 without `If-Match`, 412 when the dealer's hours have
         *     changed since they were read.
         */
        put: operations["putCallHours"];
        post?: never;
        /**
         * Go back to a state's own row
         * @description A manager of the dealer or an admin may. 404 when the dealer has no hours of its own for the state; 428 and 412
         *     as for setting them.
         */
        delete: operations["deleteCallHours"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dealers/{code}/people": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        /**
         * The people of a dealer
         * @description Those who can be given a lead, in order of name.
         */
        get: operations["listPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/generate-leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The best open leads, each with its message
         * @description The caller's dealer's best open leads in order of priority, then probability. It never waits for the model: a text
         *     that is not written yet is shown as a template with the reason `pending`, and is written
         *     in the background, all missing ones in parallel.
         *
         *     With `Prefer: wait=N` (RFC 7240, whole seconds, at most 60; more is taken as 60) the answer
         *     waits until every message is final or N seconds have passed, and says
         *     `Preference-Applied: wait=N`.
         *
         *     The answer may be revalidated with `If-None-Match`, and is kept by no shared cache.
         */
        get: operations["generateLeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Leads, page by page
         * @description In order of priority, then probability, unless `sort` asks for another order. `next_cursor` is the
         *     `cursor` of the next page, and `null` on the last. A cursor belongs to the filters and the order it
         *     was given with. No total is counted.
         */
        get: operations["listLeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many open leads there are
         * @description Counted by priority, with the expected number of replacements among them; with `assignee`, `q` or `call`
         *     only those of the open leads that they ask for.
         */
        get: operations["countLeads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change several leads at once
         * @description Each change is applied by itself, as `PATCH /api/leads/{id}` would: to the version of the lead that was read, so
         *     that nobody overwrites what he has not seen. The answer says of each, in the order of the request, what became
         *     of it; one that was refused does not keep the others back.
         */
        post: operations["changeLeads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads/whereabouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why is a vehicle not in the queue?
         * @description Says where a vehicle stands: in the queue and at which place, or why it is not there. With the filters of
         *     `GET /api/leads` it says, too, which of them leave it out.
         */
        get: operations["findVehicleInQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads/{id}": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        /** A lead */
        get: operations["getLead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a lead's status, assignee or note
         * @description What is left out stays as it is. `If-Match` holds the `ETag` of the lead that was read, so
         *     that nobody overwrites what he has not seen: 428 without it, 412 when the lead has changed
         *     since.
         *
         *     `callback` needs `call_back_at`, the promised time; any other status clears it. `closed` takes
         *     `closed_reason`, `other` without one; a lead that is `closed` stays closed. The reason of a closed lead can be
         *     corrected; what `do_not_contact` does beyond the lead is told at `POST /api/leads/{id}/activities`.
         */
        patch: operations["updateLead"];
        trace?: never;
    };
    "/api/leads/{id}/message": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Write a lead's message oneself
         * @description The texts become the lead's message as they are, of the kind `edited`. No later text of a model replaces them.
         *     `If-Match` holds the `ETag` of the lead that was read: 428 without it, 412 when the lead has changed since.
         */
        put: operations["editMessage"];
        /**
         * Have a lead's message written anew
         * @description The model writes a text for this lead alone. It is the lead's message as long as what the text is about (priority,
         *     reasons, language and tone) stays the same. The answer waits for the model.
         *
         *     A request is carried out once for each `Idempotency-Key`, which is remembered for 24 hours: the same again gives
         *     the same answer, 409 while the first is under way, and 422 for another lead. A request that came to nothing is
         *     forgotten, and may be made again with its key.
         *
         *     409 also when a person has written the message, and when no model is set up; 429 when the budget is used up;
         *     503 when the model gives no text. The message is as it was then.
         */
        post: operations["rewriteMessage"];
        /**
         * Put the draft back
         * @description Takes the texts that a person wrote away; the draft is the message again. `If-Match` is needed as for `PUT`.
         */
        delete: operations["putBackMessage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads/{id}/message/record": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        /** How a lead's message came about */
        get: operations["getMessageRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads/{id}/activities": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        /**
         * What people did about a lead
         * @description Outcomes, changes of status, assignments, notes and changes of its message, newest first.
         */
        get: operations["listActivities"];
        put?: never;
        /**
         * Record what came of a call, a text or a visit
         * @description The outcome sets the lead's status, as `OutcomeCode` says. `If-Match` is needed as for `PATCH`. A lead that is
         *     `closed` takes no outcome (409).
         *
         *     `do_not_contact` closes the lead for good: its texts are withheld from then on, and the vehicle gets no
         *     other lead. It holds for every vehicle of the same customer at the dealer, those that come later among them:
         *     their leads that are not closed are closed for the same reason, a `booked` one too, the texts of all their leads
         *     are withheld, and no other lead opens. `other_vehicles` of the activity says how many they are. The same customer
         *     is who is reached by the same phone number, in the form of E.164 in which the portal keeps it, or by the same
         *     e-mail, whatever its case, as the records had them when it was said; a name alone is no person, and what one
         *     dealer is told says nothing to another. A vehicle whose lead was closed by it stays so whatever becomes of its
         *     record; any other is looked at by its present record. `PATCH` with the reason `do_not_contact` does the same.
         *
         *     It is taken back by undoing it in time, or by correcting `closed_reason` of the lead that it was said about: the
         *     leads that it closed are where they were, unless another such word holds for them. At those leads themselves it
         *     cannot be taken back (409) while they are the same customer's.
         */
        post: operations["recordOutcome"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/leads/{id}/activities/{activity}/undo": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
                /** @description The activity's id. */
                activity: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back an outcome or a change of status that was a mistake
         * @description The lead has the status again that it had before, also when it was closed. The history keeps both. Possible for
         *     ten minutes, as long as nothing has changed the status since: 409 after that, and for whatever is neither an
         *     outcome nor a change of status.
         */
        post: operations["undoActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's saved views of the queue
         * @description The caller's own, in order of name. Nobody sees another person's.
         */
        get: operations["listViews"];
        put?: never;
        /**
         * Save a view of the queue
         * @description A person has at most 50 views at a dealer, each with a name of its own; 409 otherwise.
         */
        post: operations["createView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views/{id}": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The view's id. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Rename a saved view, or have it show something else */
        put: operations["putView"];
        post?: never;
        /** Delete a saved view */
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vehicles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Vehicles, page by page
         * @description In order of VIN. `next_cursor` is the `cursor` of the next page, and `null` on the last.
         */
        get: operations["listVehicles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vehicles/{vin}": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        /** A vehicle */
        get: operations["getVehicle"];
        /**
         * Add or replace a vehicle
         * @description Replaces what is known of the vehicle; what is left out is not known. What was recorded of its
         *     batteries stays: a battery that was fitted later than `battery_installed_on` says is still the one now
         *     fitted. The vehicle is scored again. A VIN whose check digit does not fit is accepted and flagged.
         */
        put: operations["putVehicle"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vehicles/{vin}/readings": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        /**
         * A vehicle's readings
         * @description Newest first, at most as many as `limit` says.
         */
        get: operations["listReadings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vehicles/{vin}/battery-events": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        /**
         * What happened to a vehicle's batteries
         * @description Newest first.
         */
        get: operations["listBatteryEvents"];
        put?: never;
        /**
         * Record what happened to a battery
         * @description A battery that was installed or replaced is the one now fitted, when the vehicle's record has
         *     none from later. A test counts as evidence from then on, until the battery is replaced. The
         *     vehicle is scored again.
         *
         *     What is recorded becomes the outcome of the estimates from before its day, and is held against
         *     them in `GET /api/risk/calibration`. Two tests of one day are one piece of evidence: the one that says
         *     `replace` counts.
         *
         *     The same event (vehicle, kind, result and day) again changes nothing.
         */
        post: operations["recordBatteryEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vehicles/{vin}/battery-events/{id}": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
                /** @description The event's id. */
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take back an event that was recorded by mistake
         * @description What followed from it goes with it: a test is evidence no more, and the vehicle's record has the day
         *     of the battery again that it had before, and what was known of an early failure. Comparable vehicles are
         *     counted without it from the next scoring on. The vehicle is scored again.
         */
        delete: operations["takeBackBatteryEvent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/telemetry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store a batch of readings
         * @description All or nothing: when one reading is not acceptable the answer is 400, names each such reading
         *     and its field, and nothing is stored. A reading that is stored already (same vehicle, kind,
         *     time and source) and says the same counts as unchanged; one that says something else replaces
         *     it. The vehicles are scored again.
         */
        post: operations["postTelemetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest imports
         * @description The dealer's latest imports that were given an `id`, newest first, ten at most: how far each has come, or what
         *     became of it. They are kept for 90 days. With them comes how many of the dealer's vehicles wait for their
         *     estimates, whatever they wait because of.
         */
        get: operations["listImports"];
        put?: never;
        /**
         * Import a CSV file
         * @description The body is the file as the dealer system exported it: UTF-8 with or without a byte-order mark,
         *     UTF-16 or Windows-1252; comma, semicolon, tab or pipe; a header row whose names are matched
         *     without regard to case, spaces, `_` and `-`, with the usual aliases. Dates are read one way for
         *     the whole file.
         *
         *     Every row gets a result, by its line number in the file. Rows that are in order are stored
         *     even when others are not; the same file again changes nothing. With `dry_run=true` nothing is
         *     stored and the answer is what it would be.
         *
         *     Rows are stored in pieces of 500, each as a whole: others who write wait for no more than that. A request that
         *     is given up ends the import, and takes back the piece that is under way; the pieces before it stay, and the
         *     same file again goes on from there.
         *
         *     With `progress=true` or an `id` the file is received whole before any of it is stored, so that a request that is
         *     given up while it is sent stores nothing. With `progress=true` the answer is then a stream of lines, each an
         *     `ImportLine`: the first says how many rows there are, and one follows as soon as a piece is checked or stored,
         *     with what became of its rows. The last line has the result, or the problem that ended the import. A problem
         *     that is found before the first line is answered as usual. Whoever takes no line for 10 seconds has given the
         *     request up.
         *
         *     An import with an `id` that is no dry run is recorded: `GET /api/imports` tells how far it has come, or what
         *     became of it, and `DELETE /api/imports/{id}` cancels it.
         *
         *     At most 64 MiB.
         */
        post: operations["importFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}": {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The name that the import was given. */
                id: components["schemas"]["ImportID"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel an import
         * @description From the answer on the import stores nothing more, and the answer says what it had stored until then. One that has
         *     ended stays as it is. One that has not begun to store, or is not known, is answered as cancelled with no rows, and
         *     never begins.
         */
        delete: operations["cancelImport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/risk/model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The model that estimates come from
         * @description Every number that decides an estimate, with its source and grade, and the rule for every sign.
         */
        get: operations["getRiskModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/risk/assess": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Estimate a battery from what is written here
         * @description The same calculation as for the fleet, for a vehicle that need not be in it. Nothing is stored.
         *     A sign that is not listed is unobserved, which is not the same as absent.
         */
        post: operations["assessRisk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/risk/calibration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Estimates against what became of the batteries
         * @description For a manager or an admin. Each vehicle is followed by one estimate at a time: the next one
         *     counts from the end of its horizon. An estimate counts when its horizon has ended and it is
         *     known what became of the battery; the others are left out, and counted.
         *
         *     A figure that would rest on fewer than 30 outcomes is `null`, and `not_enough` is set.
         */
        get: operations["getCalibration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/risk/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The fleet under other assumptions
         * @description Only an admin may. Takes the latest estimates of one dealer or of all, leaves out the evidence of
         *     some groups, applies other thresholds, and says what would be different. Nothing is stored.
         */
        post: operations["tryFleet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of the leads that were contacted
         * @description Of the leads of which an outcome was recorded in the period: how many owners were reached, how many agreed on a
         *     visit, and at how many of the vehicles whose battery was inspected from the day of the first contact on the fault
         *     was confirmed. Outcomes that were taken back do not count. Days are those of each dealer's time zone.
         *
         *     A share that would rest on fewer than 30 is `null`, and `not_enough` is set; its counts are there all the same.
         */
        get: operations["getResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens at the dealer, as it happens
         * @description A stream of server-sent events of one dealer, each told after it was committed:
         *
         *     - `message.ready`: a text that a lead of the dealer waited for is written; `brief` names it.
         *     - `lead.changed`: the lead `lead_id` was opened, has another priority or was changed by a person. A scoring
         *       of more than 50 vehicles at once names no leads.
         *     - `fleet.scored`: vehicles have new estimates and ranks.
         *     - `reset`: events that were not seen are gone; whatever is shown may be old.
         *
         *     The data of each is an `EventData`. An id counts the dealer's events without a gap. With `Last-Event-ID` the stream
         *     begins after that event, without it with what happens from now on; events are kept for 24 hours. Whoever connects, for
         *     the first time or again, reads afresh what it shows as pending: a text that was being written when the service was
         *     started anew is written when it is asked for.
         *
         *     A comment is sent when nothing has happened for 15 seconds. The stream ends within 15 seconds of its session, when the service is
         *     about to end, and when the reader does not take what it is sent for 10 seconds.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/performance-stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The service's own figures
         * @description Counted by this process since it started, from the same counters as `/metrics`. Needs no
         *     sign-in and holds no dealer's data.
         */
        get: operations["getPerformanceStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The service's own figures over time
         * @description Only an admin may. What this process did, minute by minute in the last hour or quarter by quarter of an hour in the
         *     last day. It is kept in memory: it begins when the process started (`since`), and what was before is not there
         *     rather than zero. Several processes each have their own.
         */
        get: operations["getServiceActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/spend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the model's provider was paid, against the caps
         * @description For a manager or an admin, of one calendar month (UTC), from the ledger in the database: it outlasts the process.
         *     An admin who names no dealer gets all of them and the installation; everybody else gets the own dealer. What counts against
         *     a cap is what was used, what is reserved for calls that are under way, and what stays reserved for calls of
         *     which nobody knows what they took. Costs are at list price, of models whose price is known.
         */
        get: operations["getSpend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the service well?
         * @description `healthy`; `degraded` with reasons, when something is wrong but every page still works (the
         *     model provider failing, say); or `unhealthy` with status 503, when the database does not
         *     answer or the service is shutting down. Needs no sign-in.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description Prometheus' text format, or OpenMetrics when asked for. Not here when the service is set to serve it on an
         *     address of its own.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A problem document (RFC 9457). */
        Problem: {
            /** @description A stable name of the kind of problem. */
            type: string;
            /** @description The kind of problem in words. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description What is wrong here. */
            detail?: string;
            /** @description The request's id; the log has it too. */
            instance?: string;
            /** @description The fields at fault. */
            errors?: components["schemas"]["FieldError"][];
        };
        FieldError: {
            /** @description The field, with the way to it for a nested one, such as `readings[3].vin`; or the query parameter or header. */
            field: string;
            /** @description What is wrong with it. */
            detail: string;
        };
        SignIn: {
            email: string;
            /** Format: password */
            password: string;
        };
        Session: {
            user: components["schemas"]["User"];
            /**
             * @description Where this user's portal is.
             * @enum {string}
             */
            home: "/dealer" | "/admin";
        };
        /** @enum {string} */
        Role: "advisor" | "manager" | "admin";
        User: {
            id: string;
            name: string;
            email: string;
            role: components["schemas"]["Role"];
            /** @description The user's dealer; `null` for an admin. */
            dealer: {
                id: string;
                code: string;
                name: string;
            } | null;
        };
        OwnName: {
            name: string;
        };
        PasswordChange: {
            /**
             * Format: password
             * @description The present password.
             */
            current: string;
            password: components["schemas"]["NewPassword"];
        };
        /** Format: password */
        NewPassword: string;
        Account: {
            id: string;
            /** @description Empty until an invited person has given it. */
            name: string;
            email: string;
            role: components["schemas"]["Role"];
            /** @description The user's dealer; `null` for an admin. */
            dealer: {
                id: string;
                code: string;
                name: string;
            } | null;
            /**
             * @description `invited` until a password is set.
             * @enum {string}
             */
            status: "active" | "invited" | "disabled";
            /**
             * Format: date-time
             * @description When the user last asked for something, within a minute or so; `null` for never.
             */
            last_seen_at: string | null;
            /**
             * Format: date-time
             * @description Until when the one-time link that is out works, or worked; `null` when none is out.
             */
            link_expires_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        AccountList: {
            users: components["schemas"]["Account"][];
        };
        Invitation: {
            email: string;
            role: components["schemas"]["Role"];
            /** @description The dealer's code; an admin names one unless the role is `admin`. */
            dealer?: string;
        };
        AccountChange: {
            /** @enum {string} */
            role?: "advisor" | "manager";
            disabled?: boolean;
        };
        OneTimeLink: {
            user: components["schemas"]["Account"];
            /** @description Where the link leads, from the root of the portal. What follows the # is the token, and no browser sends it with an address. */
            path: string;
            /** Format: date-time */
            expires_at: string;
        };
        LinkToken: {
            token: string;
        };
        LinkPurpose: {
            /**
             * @description `password` where one was set before.
             * @enum {string}
             */
            purpose: "invitation" | "password";
            email: string;
            name: string;
            role: components["schemas"]["Role"];
            /** @description The dealer's name; `null` for an admin. */
            dealer: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        LinkUse: {
            token: string;
            /** @description Needed with an invitation; the name stays as it is with any other link. */
            name?: string;
            password: components["schemas"]["NewPassword"];
        };
        /**
         * @description `write` may read as well.
         * @enum {string}
         */
        KeyScope: "read" | "write";
        ApiKey: {
            id: string;
            name: string;
            /** @description How the key begins. */
            prefix: string;
            scope: components["schemas"]["KeyScope"];
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description From when on the key is refused; `null` for one that does not end by itself.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When the key was last used, within a minute or so; `null` for never.
             */
            last_used_at: string | null;
            /** Format: date-time */
            revoked_at: string | null;
        };
        ApiKeyList: {
            keys: components["schemas"]["ApiKey"][];
        };
        NewApiKey: {
            /** @description What uses the key, so that people know it again. */
            name: string;
            scope: components["schemas"]["KeyScope"];
            /**
             * Format: date-time
             * @description From when on the key is refused, exactly like one that was revoked; a time to come. Without it the key is good
             *     until it is revoked.
             */
            expires_at?: string;
        };
        CreatedApiKey: {
            key: components["schemas"]["ApiKey"];
            /** @description The key itself, shown this once. */
            secret: string;
        };
        DealerChange: {
            name?: string;
            city?: string;
            /** @description The two-letter code of the state. */
            state?: string;
            /** @description An IANA time zone. */
            time_zone?: string;
        };
        Dealer: {
            id: string;
            code: string;
            name: string;
            city: string;
            state: string;
            /** @description An IANA time zone. */
            time_zone: string;
            /** @description How many vehicles are in the fleet. */
            vehicles: number;
            /** @description How many leads are open, those of priority `RETENTION` not counted. */
            open_leads: number;
            /**
             * Format: date-time
             * @description When a vehicle of the fleet was last scored.
             */
            last_scored_at: string | null;
        };
        DealerList: {
            dealers: components["schemas"]["Dealer"][];
        };
        NewDealer: {
            /** @description Capitals, digits, `_` and `-`. */
            code: string;
            name: string;
            city?: string;
            /** @description The two-letter code of the state. */
            state: string;
            /** @description An IANA time zone. */
            time_zone: string;
        };
        /**
         * @description The least probability of each priority. A lead below `follow_up` is `RETENTION`, unless a
         *     promised call-back is due, which makes it `FOLLOW_UP`.
         */
        Thresholds: {
            /** Format: double */
            high: number;
            /** Format: double */
            moderate: number;
            /** Format: double */
            follow_up: number;
        };
        /** @enum {string} */
        Tone: "friendly" | "formal" | "brief";
        DealerSettings: {
            thresholds: components["schemas"]["Thresholds"];
            tone: components["schemas"]["Tone"];
            /**
             * @description The language of messages.
             * @enum {string}
             */
            language: "en";
            /** @description What replacing the battery costs, by family of model. A family without a price has no service value. */
            price_list: components["schemas"]["Price"][];
            /** @description Annual mean temperatures that stand in for the state's. */
            climate: components["schemas"]["ClimateOverride"][];
            /**
             * @description How many in a hundred would-be leads are held back, so that estimates can be held against outcomes that no
             *     call has led to. 0, or none in a request, holds none back; an answer always has it. Drawn are vehicles
             *     without an open lead whose estimate would open one above `RETENTION` at the beginning of a horizon; they get
             *     none until that horizon is over, or the percentage no longer reaches them. Leads that are open stay.
             */
            uncontacted_percent?: number;
        };
        /** @enum {string} */
        CallFilter: "now";
        /**
         * @description `state`: a row of the state. `default`: the product's careful hours, for a state that the sources name no rule for.
         *     `unknown`: the strictest of all rows in every time zone of the fifty states, for a vehicle whose state is not
         *     known. `own`: hours that the dealer has set.
         * @enum {string}
         */
        CallHoursBasis: "state" | "default" | "unknown" | "own";
        CallWindow: {
            /** @description The first minute, such as `09:00`. */
            from: string;
            /** @description The first minute after it, such as `20:00`. */
            until: string;
        };
        CallHoursRow: {
            /** @description The two-letter code; empty in the row for a state that is not known. */
            state: string;
            basis: components["schemas"]["CallHoursBasis"];
            /** @description Monday to Friday, by the owner's clock; `null` for not at all. */
            weekdays: components["schemas"]["CallWindow"] | null;
            /** @description `null` for not at all. */
            saturday: components["schemas"]["CallWindow"] | null;
            /** @description `null` for not at all. */
            sunday: components["schemas"]["CallWindow"] | null;
            /** @description Whether a text message counts as a call. */
            texts_are_calls: boolean;
            /** @description What else the sources say, or where they say too little; for `own` what the dealer noted. */
            note: string;
            /** @description Where the row comes from; for `own` empty. */
            source: string;
            /**
             * Format: date
             * @description When the sources were read; `null` for the product's own and the dealer's own hours.
             */
            read_on: string | null;
            /**
             * @description The IANA time zones of the state, the one of most of it first. The boundaries are those of 49 CFR part 71 as secondary
             *     sources tell them.
             */
            zones: string[];
            /** @description Who set the dealer's own hours, by the name of then. */
            set_by: string | null;
            /**
             * Format: date-time
             * @description When that was.
             */
            set_at: string | null;
            /** @description The row that the dealer's own hours stand in the place of. */
            in_place_of: components["schemas"]["CallHoursRow"] | null;
        };
        CallHours: {
            /** @description What the hours are, and what they are not. */
            notice: string;
            /** @description The secondary sources of the states' rows. */
            sources: string[];
            federal: components["schemas"]["CallWindow"];
            federal_source: string;
            /** @description Every state, the District of Columbia and the territories, in order of their codes. */
            states: components["schemas"]["CallHoursRow"][];
            unknown: components["schemas"]["CallHoursRow"];
        };
        OwnCallHours: {
            /** @description Monday to Friday; `null` for not at all. */
            weekdays: components["schemas"]["CallWindow"] | null;
            saturday: components["schemas"]["CallWindow"] | null;
            sunday: components["schemas"]["CallWindow"] | null;
            texts_are_calls: boolean;
            /** @description Why, or on whose word. */
            note: string;
        };
        Price: {
            /** @description A family of model, such as `F-150`. */
            family: string;
            /** Format: int64 */
            parts_cents: number;
            /** Format: int64 */
            labour_cents: number;
            /** @enum {string} */
            currency: "USD";
        };
        ClimateOverride: {
            state: string;
            /**
             * Format: double
             * @description Degrees Celsius.
             */
            annual_mean_c: number;
            /** @description Where the figure comes from. */
            source: string;
        };
        Person: {
            id: string;
            name: string;
            role: components["schemas"]["Role"];
        };
        PersonList: {
            people: components["schemas"]["Person"][];
        };
        Money: {
            /** Format: int64 */
            amount_cents: number;
            /** @description ISO 4217. */
            currency: string;
        };
        /** @enum {string} */
        Priority: "HIGH" | "MODERATE" | "FOLLOW_UP" | "RETENTION";
        /** @enum {string} */
        LeadStatus: "new" | "contacted" | "callback" | "booked" | "closed";
        /** @enum {string} */
        ClosedReason: "replaced" | "battery_good" | "declined" | "done_elsewhere" | "not_owner" | "do_not_contact" | "other";
        GeneratedLeads: {
            leads: components["schemas"]["Lead"][];
            /** @description The sum over the leads that have a service value; `null` when none has. */
            total_service_value: components["schemas"]["Money"] | null;
            thresholds: components["schemas"]["Thresholds"];
        };
        LeadPage: {
            leads: components["schemas"]["Lead"][];
            next_cursor: string | null;
            thresholds: components["schemas"]["Thresholds"];
        };
        LeadCounts: {
            open: number;
            by_priority: {
                HIGH: number;
                MODERATE: number;
                FOLLOW_UP: number;
                RETENTION: number;
            };
            /**
             * Format: double
             * @description The sum of the probabilities of the open leads, those of priority `RETENTION` not counted.
             */
            expected_replacements: number;
            /**
             * @description The 5 % point of how many of them need replacement, if the probabilities are right. An error in the assumed
             *     hazard is shared by all of them and is not in it.
             */
            expected_low: number;
            /** @description The 95 % point. */
            expected_high: number;
        };
        Lead: {
            id: string;
            priority: components["schemas"]["Priority"];
            status: components["schemas"]["LeadStatus"];
            vehicle: components["schemas"]["LeadVehicle"];
            customer: components["schemas"]["LeadCustomer"];
            risk: components["schemas"]["Risk"];
            cohort: components["schemas"]["CohortRank"];
            /** @description Parts and labour by the dealer's own price list; `null` without a price. */
            service_value: components["schemas"]["Money"] | null;
            message: components["schemas"]["Message"];
            assignee: components["schemas"]["Assignee"] | null;
            note: string;
            /**
             * Format: date-time
             * @description When a call-back was promised.
             */
            call_back_at: string | null;
            call_hours: components["schemas"]["LeadCallHours"];
            closed_reason: components["schemas"]["ClosedReason"] | null;
            /**
             * Format: int64
             * @description Goes up with every change that a person makes; the `ETag` is made of it.
             */
            version: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: double
             * @description The probability before any sign: from age, climate and cohort. Left out in lists.
             */
            prior_probability?: number;
            /**
             * @description The check that is expected to move the estimate most. Left out in lists, when nothing is left to be checked, and
             *     when the estimate is from before the vehicle's latest one.
             */
            next_check?: components["schemas"]["NextCheck"] | null;
        };
        /**
         * @description When the owner may be called, by the dealer's hours for the vehicle's state: see
         *     `GET /api/dealers/{code}/call-hours`, also for where they come from. Not legal advice. The owner may be called
         *     from `from` on and before `until`, and not now at any other moment.
         */
        LeadCallHours: {
            /**
             * Format: date-time
             * @description When the hours that are open at the time of the answer began, or else when they open next. `null` when the owner may
             *     never be called: the lead was closed as `do_not_contact`, or the hours leave no time at all.
             */
            from: string | null;
            /**
             * Format: date-time
             * @description When those hours end; `null` together with `from`.
             */
            until: string | null;
            /** @description The IANA time zone to tell these times in: the one that most of the state keeps, or for an unknown state the dealer's. */
            time_zone: string;
            /** @description How many time zones the hours are kept to in. */
            zones: number;
            basis: components["schemas"]["CallHoursBasis"];
            /** @description Whether a text message counts as a call there. */
            texts_are_calls: boolean;
        };
        Assignee: {
            id: string;
            name: string;
        };
        LeadVehicle: {
            vin: string;
            year: number;
            make: string;
            model: string;
            /** @description Miles. */
            mileage: number | null;
            city: string;
            state: string;
        };
        LeadCustomer: {
            /** @description Empty when it is not known. */
            name: string;
        };
        Risk: {
            /**
             * Format: double
             * @description The probability that the battery now fitted needs replacement within the horizon.
             */
            probability: number;
            /**
             * Format: double
             * @description The 5 % point of the uncertainty of `probability`.
             */
            low: number;
            /**
             * Format: double
             * @description The 95 % point.
             */
            high: number;
            horizon_days: number;
            model_version: string;
            /** @description The same in words. */
            words: string;
            /**
             * Format: date-time
             * @description When it was estimated.
             */
            as_of: string;
            /** @description What moved the estimate, in the order of the calculation; the log-odds add up to the estimate. */
            reasons: components["schemas"]["Reason"][];
            /** @description The signs that nothing is known of. */
            unobserved: components["schemas"]["Sign"][];
        };
        Reason: {
            name: string;
            label: string;
            /** Format: double */
            log_odds: number;
            /** Format: double */
            odds_factor: number;
            /** @description Where the parameter comes from. */
            source: string;
            grade: components["schemas"]["Grade"];
        };
        Sign: {
            name: string;
            label: string;
        };
        CohortRank: {
            /** @description Which vehicles of this dealer are compared. */
            label: string;
            /** @description How many others there are. */
            size: number;
            /**
             * Format: double
             * @description The share of them with a lower estimate, in percent; `null` when there are fewer than 50.
             */
            percentile: number | null;
            /**
             * Format: double
             * @description That of `percentile`, in points; `null` with it, and for a rank from before it was kept.
             */
            standard_error: number | null;
        };
        /** @enum {string} */
        MessageKind: "ai" | "template" | "edited";
        Message: {
            kind: components["schemas"]["MessageKind"];
            /**
             * @description Why a template is shown: `no_provider`, `pending`, `rate_limited`, `timeout`,
             *     `upstream_error`, `invalid_answer`, `refused`, `truncated`, `unauthorized`, `out_of_credit`,
             *     `context_length`, `oversize`, `unavailable`, `missing_fact`, `budget` or `error`. `null` for `ai` and `edited`.
             *     `do_not_contact`: the texts are withheld and empty, because the owner wants to hear no more.
             */
            reason: string | null;
            phone_script: string;
            sms: string;
            email: {
                subject: string;
                body: string;
            };
            /** @description The model that wrote it; `null` for every kind but `ai`. */
            model: string | null;
            /** @description The prompt it was written for; `null` for every kind but `ai`. */
            prompt_version: string | null;
            /**
             * Format: date-time
             * @description When it was written; `null` for every kind but `ai`.
             */
            generated_at: string | null;
        };
        MessageTexts: {
            phone_script: string;
            sms: string;
            email: {
                subject: string;
                body: string;
            };
        };
        /** @description How a message came about. What the message's kind has no use for is `null`. */
        MessageRecord: {
            kind: components["schemas"]["MessageKind"];
            /** @description Why a template is shown. */
            reason: string | null;
            /** @description The rule that the model's last answer broke, with the reason `invalid_answer`. */
            broken_rule: string | null;
            brief: components["schemas"]["Brief"];
            model: string | null;
            /** @description The host that the model was asked at. */
            provider: string | null;
            prompt_version: string | null;
            /** Format: date-time */
            generated_at: string | null;
            /** @description The rules that the model's texts were held to, and kept. */
            rules_passed: string[];
            /** @description As the provider reported them, for all requests that the text took. */
            prompt_tokens: number | null;
            completion_tokens: number | null;
            /**
             * Format: int64
             * @description In millionths of a US dollar; `null` when the price of the model is not known.
             */
            cost_microdollars: number | null;
            /**
             * Format: int64
             * @description From the first question to the whole answer.
             */
            latency_ms: number | null;
            /** @description Requests to the provider that the text took. */
            attempts: number | null;
            /** @description Who wrote it; a person's name. */
            edited_by: string | null;
            /** Format: date-time */
            edited_at: string | null;
        };
        /** @description All that a model is told about a message. */
        Brief: {
            /** @description Names the text for this brief; `message.ready` of `GET /api/events` names it too. */
            key: string;
            priority: components["schemas"]["Priority"];
            vehicle_kind: string;
            reasons: string[];
            language: string;
            tone: string;
            /** @description How this variant differs from others for the same situation. */
            manner: string;
            variant: number;
        };
        /** @description The data of an event of `GET /api/events`. */
        EventData: {
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /** @description The lead that `lead.changed` is about. */
            lead_id?: string;
            /** @description The text that `message.ready` is about. */
            brief?: string;
        };
        /**
         * @description What came of a contact, and the lead's status by it.
         *     `booked`: a visit is agreed; `booked`.
         *     `reached`: spoke to the owner, nothing agreed; `contacted`.
         *     `callback`: the owner asked to be called at `call_back_at`; `callback`.
         *     `voicemail`: left a message; `contacted`.
         *     `no_answer`: nobody answered; `contacted`.
         *     `message_sent`: sent the text or the e-mail; `contacted`.
         *     `not_now`: the owner does not want it now; `callback` at `call_back_at`, or in 30 days without one.
         *     `replaced`: the battery was replaced here; `closed`.
         *     `battery_good`: it was tested here and is good; `closed`.
         *     `declined`: the owner does not want it; `closed`.
         *     `done_elsewhere`: it was done by somebody else; `closed`.
         *     `not_owner`: the vehicle is sold or was never theirs; `closed`.
         *     `wrong_number`: the number is somebody else's; `contacted`.
         *     `do_not_contact`: the owner wants no more calls or messages; `closed` for good.
         *     All but `voicemail`, `no_answer`, `message_sent` and `wrong_number` mean that the owner was reached.
         * @enum {string}
         */
        OutcomeCode: "booked" | "reached" | "callback" | "voicemail" | "no_answer" | "message_sent" | "not_now" | "replaced" | "battery_good" | "declined" | "done_elsewhere" | "not_owner" | "wrong_number" | "do_not_contact";
        OutcomeInput: {
            code: components["schemas"]["OutcomeCode"];
            /** @description What is worth knowing of it. */
            note?: string;
            /**
             * Format: date-time
             * @description Needed with `callback`; may stand with `not_now`.
             */
            call_back_at?: string;
        };
        RecordedOutcome: {
            lead: components["schemas"]["Lead"];
            activity: components["schemas"]["Activity"];
        };
        /**
         * @description `outcome`: what came of a contact; `code` says what, `from_status` and `to_status` what it changed.
         *     `status`: a change of status by itself.
         *     `assigned`: `assignee` has the lead now; `null` for nobody.
         *     `note`: the lead's note was written; `note` is what it says since.
         *     `message_edited`, `message_put_back`, `message_rewritten`: a person wrote the message, put the draft back, or
         *     had the model write it anew.
         *     `undone`: `undoes` was taken back.
         * @enum {string}
         */
        ActivityKind: "outcome" | "status" | "assigned" | "note" | "message_edited" | "message_put_back" | "message_rewritten" | "undone";
        Activity: {
            id: string;
            kind: components["schemas"]["ActivityKind"];
            /** Format: date-time */
            at: string;
            /** @description Who did it; `null` when nobody did. */
            person: components["schemas"]["Assignee"] | null;
            code: components["schemas"]["OutcomeCode"] | null;
            note: string | null;
            from_status: components["schemas"]["LeadStatus"] | null;
            to_status: components["schemas"]["LeadStatus"] | null;
            /** @description With the status `closed` why. */
            closed_reason: components["schemas"]["ClosedReason"] | null;
            /**
             * Format: date-time
             * @description With the status `callback` when.
             */
            call_back_at: string | null;
            assignee: components["schemas"]["Assignee"] | null;
            /** @description The id of the activity that was taken back. */
            undoes: string | null;
            /** @description Whether this was taken back. */
            undone: boolean;
            /** @description The lead, and its vehicle, whose customer asked not to be contacted, where that closed this one; `null` otherwise. */
            because_of: {
                lead_id: string;
                vin: string;
            } | null;
            /**
             * @description For how many other vehicles of the same customer `do_not_contact` held when it was said here; `null` for
             *     anything else, and for what was said before this was kept.
             */
            other_vehicles: number | null;
        };
        ActivityPage: {
            activities: components["schemas"]["Activity"][];
            next_cursor: string | null;
        };
        LeadChange: {
            status?: components["schemas"]["LeadStatus"];
            closed_reason?: components["schemas"]["ClosedReason"];
            /**
             * Format: date-time
             * @description Needed with the status `callback`.
             */
            call_back_at?: string;
            /** @description A person of the dealer; empty for nobody. */
            assignee_id?: string;
            note?: string;
        };
        /**
         * @default rank
         * @enum {string}
         */
        LeadSort: "rank" | "newest" | "oldest";
        LeadChanges: {
            /** @description At most one for each lead. */
            changes: {
                id: string;
                /**
                 * Format: int64
                 * @description The `version` of the lead as it was read.
                 */
                version: number;
                change: components["schemas"]["LeadChange"];
            }[];
        };
        LeadChangeResults: {
            results: components["schemas"]["LeadChangeResult"][];
        };
        LeadChangeResult: {
            id: string;
            /**
             * @description `done`; `changed` when the lead is no longer as it was read; `refused` when the change does not fit the lead;
             *     `not_found`; `failed` when something went wrong on the portal's side.
             * @enum {string}
             */
            result: "done" | "changed" | "refused" | "not_found" | "failed";
            /** @description What was wrong; `null` for `done`. */
            detail: string | null;
            /**
             * Format: int64
             * @description The lead's version now; `null` when nothing was changed.
             */
            version: number | null;
        };
        Whereabouts: {
            /** @description As it was asked for, in capitals. */
            vin: string;
            /**
             * @description `here`: in the queue, at `rank`. `left_out`: open, and `left_out_by` the filters. `lead_booked`, `lead_closed`: its lead is
             *     no longer open. `not_to_be_contacted`: its owner said so about another vehicle, and no lead of it opens. `withheld`: held back as part of the uncontacted sample; see `uncontacted_percent`. `no_lead`: it has an estimate and no lead. `waiting`: for its first estimate. `no_climate`: no
             *     temperature is known for its state, nor for the dealer's, so it cannot be estimated. `not_estimable`: the model
             *     does not take what is known of it. `not_in_fleet`: the dealer has no such vehicle. `not_a_vin`: not of the form of a VIN.
             * @enum {string}
             */
            reason: "here" | "left_out" | "lead_booked" | "lead_closed" | "not_to_be_contacted" | "withheld" | "no_lead" | "waiting" | "no_climate" | "not_estimable" | "not_in_fleet" | "not_a_vin";
            /** @description What is wrong, for `not_estimable` and `not_a_vin`. */
            detail: string | null;
            /** @description The state that there is no temperature for, for `no_climate`; empty when the vehicle has none. */
            state: string | null;
            /** @description Its open lead, or its latest one. */
            lead_id: string | null;
            /** @description The priority of an open lead. */
            priority: components["schemas"]["Priority"] | null;
            /** @description The place of an open lead among all open ones, from 1. */
            rank: number | null;
            /** @description The filters that leave an open lead out. */
            left_out_by: ("priority" | "status" | "assignee" | "q" | "call")[];
            closed_reason: components["schemas"]["ClosedReason"] | null;
            /** Format: date-time */
            closed_at: string | null;
            /** @description The name of who closed it; `null` when that was not recorded. */
            closed_by: string | null;
            /**
             * Format: date-time
             * @description From when on a closed lead's vehicle may get another lead, and one that is held back is drawn anew; `null` for never.
             */
            returns_at: string | null;
            /** @description By which word its owner is not to be contacted; `null` when there is none. */
            do_not_contact: components["schemas"]["ContactStop"] | null;
        };
        /**
         * @description The word of a customer not to be contacted. It holds for all vehicles of the customer at the dealer; how they are
         *     known is told at `POST /api/leads/{id}/activities`.
         */
        ContactStop: {
            /** @description The vehicle that it was said about, which may be another one. */
            vin: string;
            /** @description The lead that it was said about, where it can be taken back. */
            lead_id: string;
            /**
             * Format: date-time
             * @description When it was recorded.
             */
            said_at: string;
        };
        View: {
            id: string;
            name: string;
            /** @description The search part of the address of the queue, without `?`. */
            query: string;
        };
        ViewInput: {
            name: string;
            /** @description The search part of the address of the queue, without `?`. */
            query: string;
        };
        ViewList: {
            views: components["schemas"]["View"][];
        };
        /** @enum {string} */
        VehicleKind: "pickup" | "van" | "suv" | "car" | "hybrid";
        /** @enum {string} */
        BatteryChemistry: "unknown" | "flooded" | "efb" | "agm";
        VehicleInput: {
            year: number;
            make: string;
            model: string;
            /** @description Miles. */
            mileage?: number | null;
            /** Format: date */
            mileage_read_on?: string | null;
            city?: string;
            /** @description The two-letter code of the state. */
            state?: string;
            zip_code?: string;
            /**
             * Format: date
             * @description When the vehicle was first used.
             */
            in_service_on?: string | null;
            /**
             * Format: date
             * @description Not in the future by the dealer's calendar, and not in a year more than two before the model year.
             */
            battery_installed_on?: string | null;
            battery_chemistry?: components["schemas"]["BatteryChemistry"];
            /** @description `null`: not known. */
            commercial_use?: boolean | null;
            /** @description `null`: not known. */
            rough_service?: boolean | null;
            /** @description Whether an earlier battery of this vehicle failed early. `null`: not known. */
            prior_early_failure?: boolean | null;
            customer?: {
                name?: string;
                phone?: string;
                email?: string;
            };
        };
        Vehicle: {
            vin: string;
            /**
             * @description `check_digit`: the ninth character does not fit the others; the VIN may be mistyped.
             * @enum {string}
             */
            vin_check: "ok" | "check_digit";
            year: number;
            make: string;
            model: string;
            /** @description The family of model, such as `F-150`. */
            family: string;
            kind: components["schemas"]["VehicleKind"];
            mileage: number | null;
            /** Format: date */
            mileage_read_on: string | null;
            city: string;
            state: string;
            zip_code: string;
            /** Format: date */
            in_service_on: string | null;
            /** Format: date */
            battery_installed_on: string | null;
            battery_chemistry: components["schemas"]["BatteryChemistry"];
            commercial_use: boolean | null;
            rough_service: boolean | null;
            prior_early_failure: boolean | null;
            customer: {
                name: string;
                phone: string;
                email: string;
            };
            /** @description What the readings say now; `null` in lists. */
            signs: {
                name: string;
                label: string;
                /** @enum {string} */
                state: "present" | "absent" | "unobserved";
                /** Format: date-time */
                observed_at: string | null;
            }[] | null;
            /** Format: date-time */
            updated_at: string;
            /** @description By which word its owner is not to be contacted; `null` when there is none, and in lists. */
            do_not_contact: components["schemas"]["ContactStop"] | null;
        };
        VehiclePage: {
            vehicles: components["schemas"]["Vehicle"][];
            next_cursor: string | null;
        };
        /**
         * @description `rest_voltage`: `value` in volts after `rest_hours` hours at rest.
         *     `key_off_drain`: `value` in milliamperes.
         *     `trip`: one trip, `value` in miles.
         *     `parked`: one time of standing, `value` in days, ended at `observed_at`.
         *     `crank_time`: `value` in milliseconds.
         *     `battery_soh`: state of health by the battery monitor, `value` in percent.
         *     `conductance_test`: `result` is `pass` or `replace`.
         *     `dtc`: a diagnostic scan, `code` is a trouble code such as `P0562`, or empty when none was found.
         * @enum {string}
         */
        ReadingKind: "rest_voltage" | "key_off_drain" | "trip" | "parked" | "crank_time" | "battery_soh" | "conductance_test" | "dtc";
        Reading: {
            vin: string;
            kind: components["schemas"]["ReadingKind"];
            /** Format: date-time */
            observed_at: string;
            /** Format: double */
            value?: number;
            /** Format: double */
            rest_hours?: number;
            /** @enum {string} */
            result?: "pass" | "replace";
            code?: string;
            /** @description Who or what took the reading. */
            source?: string;
        };
        ReadingList: {
            readings: components["schemas"]["Reading"][];
            /** @description Whether there are older ones that were asked for and left out. */
            more: boolean;
        };
        TelemetryBatch: {
            readings: components["schemas"]["Reading"][];
        };
        TelemetryResult: {
            accepted: number;
            unchanged: number;
        };
        /** @enum {string} */
        ImportKind: "vehicles" | "readings";
        ImportResult: {
            dry_run: boolean;
            /** @description Rows that were stored, or would be. */
            accepted: number;
            /** @description Rows that say what is stored already. */
            unchanged: number;
            rejected: number;
            rows: components["schemas"]["ImportRow"][];
        };
        ImportRow: {
            /** @description The line of the file on which the row starts; the header is line 1. */
            row: number;
            /** @enum {string} */
            status: "accepted" | "unchanged" | "rejected";
            /** @description Why it was rejected, or what was noticed (`vin_check_digit`, for one); `null` when there is nothing to say. */
            code: string | null;
            /** @description The column at fault. */
            field: string | null;
            message: string | null;
        };
        ImportID: string;
        /**
         * @description One line of an import's progress. The first has `of` and a `done` of 0; the next ones `done`, `of` and `rows`; the last
         *     has `result` or `problem` and nothing else.
         */
        ImportLine: {
            /** @description How many rows are dealt with. It never goes back. */
            done?: number;
            /** @description How many rows the file has. */
            of?: number;
            /** @description What became of the rows since the line before. */
            rows?: components["schemas"]["ImportRow"][];
            result?: components["schemas"]["ImportCounts"];
            problem?: components["schemas"]["Problem"];
        };
        ImportCounts: {
            dry_run: boolean;
            /** @description Rows that were stored, or would be. */
            accepted: number;
            /** @description Rows that say what is stored already. */
            unchanged: number;
            rejected: number;
        };
        /**
         * @description `running`: rows are being stored. `done`: every row was dealt with. `cancelled`: somebody cancelled it. `broken_off`: the
         *     request was given up, the service ended, or something went wrong in the middle; also when nothing was heard of
         *     it for two minutes.
         * @enum {string}
         */
        ImportState: "running" | "done" | "cancelled" | "broken_off";
        ImportRecord: {
            id: components["schemas"]["ImportID"];
            /** @description `null` for one that was cancelled before it began. */
            kind: components["schemas"]["ImportKind"] | null;
            /** @description What the file is called; `null` when nobody said. */
            name: string | null;
            state: components["schemas"]["ImportState"];
            /** @description How many rows the file has; 0 for one that was cancelled before it began. */
            rows: number;
            /** @description How many rows were dealt with. What became of them is committed with this number. */
            done: number;
            /** @description How many of them were stored. */
            accepted: number;
            unchanged: number;
            rejected: number;
            /** Format: date-time */
            started_at: string;
            /**
             * Format: date-time
             * @description When it was heard of last.
             */
            changed_at: string;
        };
        ImportList: {
            imports: components["schemas"]["ImportRecord"][];
            scoring: components["schemas"]["ScoringState"];
        };
        ScoringState: {
            /** @description How many of the dealer's vehicles wait for their estimates. */
            waiting: number;
            /** @description Whether none waits, and every open lead has its rank. */
            done: boolean;
        };
        /**
         * @description `installed`: a battery was fitted, and nobody said why.
         *     `replaced_after_failure`: the old battery failed (no start, or a jump start traced to it) and was replaced.
         *     `replaced_preventively`: a battery that still worked was replaced as a precaution.
         *     `tested`: a conductance or load test; `result` says how it went.
         * @enum {string}
         */
        BatteryEventKind: "installed" | "replaced_after_failure" | "replaced_preventively" | "tested";
        BatteryEventInput: {
            kind: components["schemas"]["BatteryEventKind"];
            /**
             * @description Needed for `tested`, and belongs to nothing else.
             * @enum {string}
             */
            result?: "pass" | "replace";
            /**
             * Format: date
             * @description The day of the event; not in the future by the dealer's calendar, and not in a year more than two before the model year.
             */
            occurred_on: string;
            /** @description Where this is known from, such as a repair order. */
            source?: string;
        };
        BatteryEvent: {
            id: string;
            vin: string;
            kind: components["schemas"]["BatteryEventKind"];
            /**
             * @description `null` for what is no test.
             * @enum {string|null}
             */
            result: "pass" | "replace" | null;
            /** Format: date */
            occurred_on: string;
            source: string;
            /** Format: date-time */
            recorded_at: string;
        };
        BatteryEventList: {
            events: components["schemas"]["BatteryEvent"][];
        };
        /**
         * @description A: published and checkable. B: reported second-hand. C: an assumption.
         * @enum {string}
         */
        Grade: "A" | "B" | "C";
        RiskModel: {
            /** @description Names the parameters and holds a hash of them. */
            version: string;
            horizon_days: number;
            /**
             * Format: date
             * @description The day of the last change.
             */
            updated: string;
            /** @description The steps of an explanation, in their order. */
            bars: components["schemas"]["RiskBar"][];
            parameters: components["schemas"]["RiskParameter"][];
            /** @description What can be looked for, in order of name. */
            signs: components["schemas"]["RiskSign"][];
        };
        RiskBar: {
            name: string;
            label: string;
            source: string;
            grade: components["schemas"]["Grade"];
            /**
             * Format: double
             * @description How many real outcomes the parameters have learned from, by weight.
             */
            outcomes: number;
        };
        RiskParameter: {
            name: string;
            label: string;
            /** @description The step of an explanation that it acts in. */
            bar: string;
            /** @description One, or one for each calendar month. */
            values: number[];
            unit: string;
            /** @description The imagined outcomes behind the value; `null` where it is fixed. */
            pseudo_counts: {
                /** Format: double */
                for: number;
                /** Format: double */
                against: number;
            } | null;
            /**
             * Format: double
             * @description How many of them are real.
             */
            outcomes: number;
            source: string;
            grade: components["schemas"]["Grade"];
            note: string;
        };
        RiskSign: {
            name: string;
            label: string;
            /** @description The step of an explanation that it acts in. */
            bar: string;
            /** @description By what it is present or absent. */
            rule: string;
            /**
             * Format: double
             * @description Where present begins; `null` where there is no number.
             */
            limit: number | null;
            unit: string | null;
            /** @description How many readings it takes to say anything; `null` for what the vehicle's record says. */
            least_readings: number | null;
            /** @description How far back readings count. */
            window_days: number | null;
            /** @description Whether it is of the battery itself and ends with it. */
            of_battery: boolean;
            /**
             * Format: double
             * @description The time in which an old answer fades; `null` where it does not.
             */
            fades_days: number | null;
        };
        AssessmentInput: {
            /**
             * Format: double
             * @description From 0 to 1200; `null` when nobody knows, which averages over the ages that are possible.
             */
            battery_age_months: number | null;
            /**
             * Format: double
             * @description From 0 to 1200.
             */
            vehicle_age_months: number;
            /**
             * Format: double
             * @description Where the vehicle is kept; from -40 to 45.
             */
            annual_mean_temperature_c: number;
            /** @description The record of comparable vehicles; without it there is none. */
            cohort?: {
                /**
                 * Format: double
                 * @description 0 or more.
                 */
                failures: number;
                /**
                 * Format: double
                 * @description In units of the cumulative hazard of the model; 0 or more.
                 */
                exposure: number;
            };
            /** @description The signs that somebody looked for. */
            evidence: {
                name: string;
                present: boolean;
                /**
                 * Format: double
                 * @description How old the observation is; 0 without it.
                 */
                age_days?: number;
            }[];
        };
        Assessment: {
            /**
             * Format: double
             * @description The probability that the battery needs replacement within the horizon.
             */
            probability: number;
            /**
             * Format: double
             * @description The 5 % point of the uncertainty of `probability`. Against a simulation the points were within 0.13 in
             *     log-odds for the model's worked examples, and up to 0.67 away for signs that contradict each other.
             */
            low: number;
            /**
             * Format: double
             * @description The 50 % point.
             */
            median: number;
            /**
             * Format: double
             * @description The 95 % point.
             */
            high: number;
            horizon_days: number;
            /**
             * Format: double
             * @description The probability before any sign: from age, climate and cohort.
             */
            prior_probability: number;
            /** Format: double */
            log_odds: number;
            /** @description The estimate in words. */
            words: string;
            /** @description What moved the estimate, in the order of the calculation; the log-odds add up to `log_odds`. */
            waterfall: components["schemas"]["WaterfallBar"][];
            /** @description The signs that nothing is known of. */
            unobserved: components["schemas"]["Sign"][];
            /** @description The check that is expected to move the estimate most; `null` when nothing is left to be checked. */
            next_check: components["schemas"]["NextCheck"] | null;
            model_version: string;
        };
        WaterfallBar: {
            name: string;
            label: string;
            /** Format: double */
            log_odds: number;
            /** Format: double */
            odds_factor: number;
            source: string;
            grade: components["schemas"]["Grade"];
            /**
             * Format: double
             * @description How many real outcomes it rests on, by weight; 0 for assumptions alone.
             */
            outcomes: number;
            /**
             * Format: date
             * @description The day of the last change of its parameters.
             */
            updated: string;
            /** @description What was observed, present and absent. */
            signs: {
                name: string;
                label: string;
                present: boolean;
            }[];
        };
        NextCheck: {
            /** @description The sign. */
            name: string;
            label: string;
            /** @description How it is done. */
            check: string;
            /**
             * Format: double
             * @description The chance that the sign is found.
             */
            probability_present: number;
            /**
             * Format: double
             * @description The estimate if it is.
             */
            probability_if_present: number;
            /**
             * Format: double
             * @description The estimate if it is not.
             */
            probability_if_absent: number;
        };
        Calibration: {
            /** Format: date-time */
            as_of: string;
            /** @description The dealer's code; `null` for all dealers together. */
            dealer: string | null;
            /** @description The versions that the estimates are by. */
            model_versions: string[];
            /**
             * @description The outcomes of each version by themselves, in the order of `model_versions`. The other figures are over
             *     all versions together.
             */
            by_version: {
                model_version: string;
                total: components["schemas"]["CalibrationBin"];
            }[];
            /** @description Estimates whose horizon has ended. */
            followed: number;
            /** @description Those of them that say nothing, by why. */
            left_out: {
                /** @description Nothing was recorded of the battery within the horizon. */
                not_inspected: number;
                /** @description The battery was replaced within the horizon and had not failed, or nobody said that it had. */
                replaced_early: number;
                /** @description The battery failed its latest test within the horizon and was not replaced within it. */
                undecided: number;
                /** @description Another battery had been fitted by the day of the estimate, which was recorded only later. */
                not_in_vehicle: number;
            };
            total: components["schemas"]["CalibrationBin"];
            /**
             * @description Those of the estimates whose vehicles were held back by `uncontacted_percent` and of which no lead was opened
             *     or changed within the horizon. They count in all other figures, too.
             */
            uncontacted: {
                /** @description Estimates of them whose horizon has ended. */
                followed: number;
                total: components["schemas"]["CalibrationBin"];
            };
            /** @description Ranges of the estimate with about as many outcomes each, lowest first. */
            bins: components["schemas"]["CalibrationBin"][];
            scores: components["schemas"]["CalibrationScores"];
            fit: components["schemas"]["CalibrationFit"];
            /** @description How often each sign is found in the fleet now, against how often the model says it is. */
            signs: components["schemas"]["SignRate"][];
            /** @description What a reader of these figures must know. */
            bias: string;
        };
        CalibrationBin: {
            /**
             * Format: double
             * @description The lowest estimate in it; `null` when there is none.
             */
            from: number | null;
            /**
             * Format: double
             * @description The highest one.
             */
            to: number | null;
            outcomes: number;
            /** @description Whether there are fewer than 30 outcomes. */
            not_enough: boolean;
            /**
             * Format: double
             * @description The sum of the estimates.
             */
            expected: number | null;
            /** @description How many of the batteries needed replacement. */
            observed: number | null;
            /** Format: double */
            share: number | null;
            /**
             * Format: double
             * @description The lower bound of Wilson's 90 % interval.
             */
            share_low: number | null;
            /**
             * Format: double
             * @description The upper bound.
             */
            share_high: number | null;
        };
        /**
         * @description How near the estimates came to the outcomes; lower is better. The baseline is the estimate from age,
         *     climate and cohort alone. Estimates that were stored without one are not among these outcomes.
         */
        CalibrationScores: {
            outcomes: number;
            not_enough: boolean;
            /** Format: double */
            brier: number | null;
            /** Format: double */
            brier_of_baseline: number | null;
            /** Format: double */
            log_loss: number | null;
            /** Format: double */
            log_loss_of_baseline: number | null;
        };
        /**
         * @description The line through the outcomes by the log-odds of the estimate. Estimates that are right have slope 1 and
         *     intercept 0; a slope below 1 means that they are too extreme, an intercept above 0 that they are too low.
         *     `null` with enough outcomes means that the outcomes do not determine a line.
         */
        CalibrationFit: {
            not_enough: boolean;
            /** Format: double */
            slope: number | null;
            /**
             * Format: double
             * @description Its standard error.
             */
            slope_se: number | null;
            /** Format: double */
            intercept: number | null;
            /**
             * Format: double
             * @description Its standard error.
             */
            intercept_se: number | null;
            /**
             * Format: double
             * @description The chance of a line at least as far from the right one if the estimates were right.
             */
            p_value: number | null;
            /** @description False when that chance is below 0.001. */
            consistent: boolean | null;
            /**
             * Format: double
             * @description The mean difference between estimate and outcome over the bins.
             */
            error: number | null;
        };
        SignRate: {
            name: string;
            label: string;
            /** @description In how many vehicles somebody looked for it. */
            looked: number;
            not_enough: boolean;
            /**
             * Format: double
             * @description The share by the model.
             */
            expected: number;
            /**
             * Format: double
             * @description The share of those.
             */
            observed: number | null;
            /**
             * Format: double
             * @description The difference in standard errors.
             */
            z: number | null;
            /** @description Whether it is more than 4, which chance does not explain. */
            off: boolean | null;
        };
        FleetTrial: {
            /** @description The dealer's code; without it all dealers. */
            dealer?: string | null;
            /** @description The groups of evidence to count, by the names of their bars; without it all, and none for an empty list. */
            groups?: string[] | null;
            thresholds?: components["schemas"]["Thresholds"];
            /**
             * @description What a call costs and what one is worth that finds a battery which needs replacement, in one currency, both as
             *     whoever asks states them. The same for all dealers that are asked for.
             */
            worth?: {
                /**
                 * Format: double
                 * @description Above 0.
                 */
                cost_of_contact: number;
                /**
                 * Format: double
                 * @description More than the cost of contact.
                 */
                benefit_if_failing: number;
            } | null;
        };
        FleetOutlook: {
            model_version: string;
            horizon_days: number;
            /** @description Vehicles with an estimate by the present model. */
            vehicles: number;
            /** @description Vehicles without one: they wait for it, or it cannot be made. */
            not_estimated: number;
            present: components["schemas"]["FleetView"];
            trial: components["schemas"]["FleetView"];
            /** @description The vehicles that are worth the cost of a call in the trial; `null` when nobody said what it is. */
            worth: {
                /**
                 * Format: double
                 * @description The estimate from which a call is worth its cost: cost over benefit.
                 */
                cutoff: number;
                /** @description How many have at least that. */
                vehicles: number;
                /**
                 * Format: double
                 * @description The sum of their estimates.
                 */
                expected: number;
            } | null;
            /** @description How many vehicles have another estimate or priority in the trial. */
            moved: number;
            /** @description At most 20 of them, with the largest differences of the estimate first. */
            moves: components["schemas"]["FleetMove"][];
        };
        FleetView: {
            /** @description By the thresholds alone; promised call-backs do not count here. */
            by_priority: {
                HIGH: number;
                MODERATE: number;
                FOLLOW_UP: number;
                RETENTION: number;
            };
            expected: components["schemas"]["ExpectedCount"];
            /**
             * @description Parts and labour, by the dealers' own price lists, of the vehicles with a priority above `RETENTION`;
             *     `null` when none of them has a price.
             */
            service_value: components["schemas"]["Money"] | null;
            /** @description How many of those have no price and are not in it. */
            without_price: number;
        };
        /**
         * @description How many batteries need replacement within the horizon. Chance evens out over a fleet; an error in the
         *     assumed hazard is shared by all of it and does not, which is what the scenarios are for.
         */
        ExpectedCount: {
            /**
             * Format: double
             * @description The sum of the estimates.
             */
            expected: number;
            /** @description The 5 % point of the count if the estimates are right. */
            low: number;
            /** @description The 95 % point. */
            high: number;
            /**
             * Format: double
             * @description The expected count with the hazard at its 5 % point.
             */
            scenario_low: number;
            /**
             * Format: double
             * @description The expected count with the hazard at its 95 % point.
             */
            scenario_high: number;
        };
        FleetMove: {
            vin: string;
            /** @description The dealer's code. */
            dealer: string;
            /** Format: double */
            from: number;
            /** Format: double */
            to: number;
            priority_from: components["schemas"]["Priority"];
            priority_to: components["schemas"]["Priority"];
        };
        ResultsReport: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /** Format: date-time */
            as_of: string;
            /** @description Within how many days after the first contact an inspection counts. */
            horizon_days: number;
            /** @description In order of name. */
            dealers: components["schemas"]["DealerResults"][];
        };
        DealerResults: {
            /** @description The dealer's code. */
            code: string;
            name: string;
            /** @description The zone that the days are of. */
            time_zone: string;
            total: components["schemas"]["ResultFigures"];
            /** @description By the priority that a lead has now, or had when it was closed. */
            by_priority: {
                HIGH: components["schemas"]["ResultFigures"];
                MODERATE: components["schemas"]["ResultFigures"];
                FOLLOW_UP: components["schemas"]["ResultFigures"];
                RETENTION: components["schemas"]["ResultFigures"];
            };
            /** @description The outcomes that were recorded, which `contacted`, `reached` and `booked` are made of. */
            outcomes: components["schemas"]["OutcomeTally"][];
            /**
             * @description The inspected ones of the contacted leads, by the worst that was found; `confirmed` is made of them. A
             *     battery that was replaced as a precaution and without a test says nothing, and is not among them.
             */
            inspections: {
                /** @description The battery had failed and was replaced. */
                replaced_after_failure: number;
                /** @description A test said to replace it. */
                tested_replace: number;
                /** @description It passed its test. */
                tested_pass: number;
            };
        };
        OutcomeTally: {
            code: components["schemas"]["OutcomeCode"];
            /** @description Whether it means that the owner was reached. */
            reached: boolean;
            /** @description How often it was recorded. */
            outcomes: number;
            /** @description Of how many leads. */
            leads: number;
        };
        ResultFigures: {
            /** @description Leads of which an outcome was recorded, an attempt without an answer among them. */
            contacted: number;
            /** @description Those whose owner somebody spoke to, of the contacted. */
            reached: components["schemas"]["ResultShare"];
            /** @description Those that agreed on a visit, of the contacted. */
            booked: components["schemas"]["ResultShare"];
            /** @description Those whose battery was at fault, of the inspected. */
            confirmed: components["schemas"]["ResultShare"];
        };
        ResultShare: {
            count: number;
            of: number;
            /** @description Whether it is of fewer than 30. */
            not_enough: boolean;
            /** Format: double */
            share: number | null;
            /**
             * Format: double
             * @description The lower bound of Wilson's 90 % interval.
             */
            low: number | null;
            /**
             * Format: double
             * @description The upper bound.
             */
            high: number | null;
        };
        PerformanceStats: {
            /**
             * @description The share of wanted AI texts that were at hand, in memory or in the database: hits over hits and
             *     misses. `0.0%` while none has been wanted; `cache` has the counts.
             * @example 97.5%
             */
            cache_hit_rate: string;
            /**
             * Format: int64
             * @description Requests of generate-leads that were answered.
             */
            total_requests: number;
            /**
             * @description Their mean time in seconds.
             * @example 0.004s
             */
            avg_response_time: string;
            /**
             * Format: int64
             * @description AI texts in memory now.
             */
            cached_entries: number;
            /**
             * Format: date-time
             * @description When the cache of texts last took one in; the start of the process until then.
             */
            last_optimization: string;
            response_time: components["schemas"]["ResponseTime"];
            cache: components["schemas"]["CacheFigures"];
            messages: components["schemas"]["MessageFigures"];
            model: components["schemas"]["ModelFigures"];
        };
        /** @description Time to answer generate-leads, in seconds; `null` while nothing was answered. Within 1 %. */
        ResponseTime: {
            /** Format: int64 */
            count: number;
            /** Format: double */
            mean_seconds: number | null;
            /** Format: double */
            p50_seconds: number | null;
            /** Format: double */
            p95_seconds: number | null;
            /** Format: double */
            p99_seconds: number | null;
        };
        CacheFigures: {
            /**
             * Format: int64
             * @description AI texts that were at hand when a message was served.
             */
            hits: number;
            /**
             * Format: int64
             * @description AI texts that were wanted and not at hand.
             */
            misses: number;
            /**
             * Format: int64
             * @description Texts dropped from memory; the database still has them.
             */
            evictions: number;
            /** Format: int64 */
            entries: number;
            /** Format: int64 */
            bytes: number;
        };
        /** @description Messages served with leads, by kind. */
        MessageFigures: {
            /** Format: int64 */
            ai: number;
            /** Format: int64 */
            template: number;
            /** Format: int64 */
            edited: number;
        };
        ModelFigures: {
            /**
             * Format: int64
             * @description What the answers cost at list price, in millionths of a US dollar, of models whose price is known.
             */
            cost_microdollars: number;
            /**
             * Format: int64
             * @description Requests that were sent to the provider whole, retries among them, and those that were ended before their answer.
             */
            calls: number;
            /**
             * Format: int64
             * @description Requests that were sent again for one answer.
             */
            retries: number;
            /**
             * Format: int64
             * @description Texts that could not be had from any provider.
             */
            failures: number;
            failures_by_reason: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Requests of which nobody knows what they took: ended here, such as the slower of two for one answer, broken off, or answered without a word about it. The provider may charge for them; what was reserved for them counts against the caps.
             */
            without_report: number;
            /**
             * Format: int64
             * @description As the provider reported them in the answers that came.
             */
            prompt_tokens: number;
            /**
             * Format: int64
             * @description As the provider reported them in the answers that came.
             */
            completion_tokens: number;
            /** Format: int64 */
            in_flight: number;
        };
        /**
         * @default hour
         * @enum {string}
         */
        ServiceWindow: "hour" | "day";
        ServiceActivity: {
            window: components["schemas"]["ServiceWindow"];
            /**
             * Format: date-time
             * @description When the process began to count.
             */
            since: string;
            /** Format: date-time */
            as_of: string;
            /** @description The oldest first, without a gap; the last one is still under way. */
            slots: components["schemas"]["ServiceSlot"][];
            /** @description Texts that could not be had from the model in the time of the slots, by reason. */
            failures_by_reason: {
                [key: string]: number;
            };
        };
        /** @description What was counted from `from` until `until`, to about a second. */
        ServiceSlot: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            until: string;
            /**
             * Format: int64
             * @description Requests of generate-leads that were answered.
             */
            requests: number;
            /**
             * Format: double
             * @description The median of their times; `null` when there were none.
             */
            p50_seconds: number | null;
            /** Format: double */
            p95_seconds: number | null;
            /** Format: double */
            p99_seconds: number | null;
            messages: components["schemas"]["MessageFigures"];
            /**
             * Format: int64
             * @description AI texts that were at hand when a message was served.
             */
            hits: number;
            /**
             * Format: int64
             * @description AI texts that were wanted and not at hand.
             */
            misses: number;
            /**
             * Format: int64
             * @description Requests sent to the provider, retries among them.
             */
            model_calls: number;
            /**
             * Format: int64
             * @description Texts that could not be had.
             */
            model_failures: number;
            /**
             * Format: int64
             * @description What the answers cost at list price, in millionths of a US dollar, of models whose price is known.
             */
            cost_microdollars: number;
        };
        SpendReport: {
            month: string;
            /**
             * Format: date-time
             * @description When the month ends, and the caps begin anew.
             */
            until: string;
            /** @description All dealers together; `null` for anybody but an admin, and when one dealer is asked for. */
            installation: components["schemas"]["SpendState"] | null;
            /** @description In order of name. */
            dealers: components["schemas"]["DealerSpend"][];
            /** @description Where the list prices are from. */
            price_source: string;
        };
        SpendState: {
            /**
             * Format: int64
             * @description Tokens that count against the cap.
             */
            counted_tokens: number;
            /**
             * Format: int64
             * @description `null` when there is no cap in tokens.
             */
            cap_tokens: number | null;
            /**
             * Format: int64
             * @description What counts against the cap, in millionths of a US dollar.
             */
            counted_microdollars: number;
            /**
             * Format: int64
             * @description `null` when there is no cap in money.
             */
            cap_microdollars: number | null;
            /**
             * Format: int64
             * @description Requests to the provider.
             */
            calls: number;
            /**
             * Format: int64
             * @description Those of them that have not ended.
             */
            under_way: number;
            /**
             * Format: int64
             * @description Those of which nobody knows what they took; what was reserved for them counts.
             */
            without_report: number;
            /**
             * Format: int64
             * @description Those whose model has no known price; they cost nothing here and are held by the caps in tokens alone.
             */
            without_price: number;
            /**
             * Format: int64
             * @description As the provider reported them.
             */
            prompt_tokens: number;
            /**
             * Format: int64
             * @description As the provider reported them.
             */
            completion_tokens: number;
            /**
             * Format: int64
             * @description What the reported tokens cost at list price.
             */
            used_microdollars: number;
        };
        DealerSpend: {
            /** @description The dealer's code. */
            code: string;
            name: string;
            spend: components["schemas"]["SpendState"];
        };
        Health: {
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy";
            /** @description Why it is not healthy. */
            reasons: string[];
            version: string;
            /**
             * @description Answers are assembled once and cached; this cannot be turned off.
             * @enum {string}
             */
            performance_optimization: "active";
            database: {
                /** @enum {string} */
                status: "ok" | "failing";
                /** @enum {string} */
                kind: "sqlite" | "postgres";
            };
            model_provider: {
                /** @enum {string} */
                status: "ok" | "not_configured" | "failing";
                /**
                 * Format: date-time
                 * @description Since when it has been failing.
                 */
                since: string | null;
                reason: string | null;
            };
            performance_stats: components["schemas"]["PerformanceStats"];
        };
    };
    responses: {
        /** @description Something else went wrong. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not acceptable; `errors` names the fields. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Nobody is signed in, or the sign-in was refused. */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller may not do this, or the request comes from another origin. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing for this caller. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request does not fit the present state. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The `Idempotency-Key` belongs to another request. */
        Mismatch: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something that is needed does not answer. */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The record has changed since it was read. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `If-Match` is missing. */
        PreconditionRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than is accepted. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is of a type that is not accepted here. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many at once. */
        TooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
        ForDealer: string;
        /** @description The dealer's code. */
        DealerCode: string;
        /** @description The user's id. */
        UserId: string;
        /** @description Where the page starts; `next_cursor` of the page before. */
        Cursor: string;
        /** @description How many at most. */
        PageLimit: number;
    };
    requestBodies: never;
    headers: {
        /** @description The version of what is answered. */
        ETag: string;
        /** @description `no-store` */
        NoStore: string;
        /** @description Seconds after which it makes sense to try again. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed-in user. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            default: components["responses"]["Problem"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    /** @description The session cookie, and `portal_signed_in`, which scripts may read and which says no more than that there is one. */
                    "Set-Cookie"?: string;
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out; the cookie is cleared. */
            204: {
                headers: {
                    /** @description Both cookies, expired. */
                    "Set-Cookie"?: string;
                    /** @description Asks the browser to forget what it kept. */
                    "Clear-Site-Data"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Problem"];
        };
    };
    renameSelf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnName"];
            };
        };
        responses: {
            /** @description The signed-in user, with the new name. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Problem"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The password is the new one. */
            204: {
                headers: {
                    /** @description The session cookie, and `portal_signed_in`, which scripts may read and which says no more than that there is one. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Problem"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description A dealer's code. Without it an admin gets everybody; all others get their own dealer in any case. */
                dealer?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The users. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    inviteUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description Invited. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimeLink"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    withdrawInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id. */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id. */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    renewLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's id. */
                id: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTimeLink"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    readLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkToken"];
            };
        };
        responses: {
            /** @description What the link is for. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkPurpose"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    useLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkUse"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    /** @description The session cookie, and `portal_signed_in`, which scripts may read and which says no more than that there is one. */
                    "Set-Cookie"?: string;
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Problem"];
        };
    };
    listDealers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dealers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealerList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            default: components["responses"]["Problem"];
        };
    };
    createDealer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDealer"];
            };
        };
        responses: {
            /** @description The dealer was added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dealer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    changeDealer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DealerChange"];
            };
        };
        responses: {
            /** @description The dealer as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dealer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description The key was created. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
                /** @description The key's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    getDealerSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealerSettings"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    putDealerSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DealerSettings"];
            };
        };
        responses: {
            /** @description The settings as they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealerSettings"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    getCallHours: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hours. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallHours"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    putCallHours: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the hours as they were read. */
                "If-Match"?: string;
            };
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
                /** @description The two-letter code of the state. */
                state: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnCallHours"];
            };
        };
        responses: {
            /** @description The hours as they are now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallHours"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    deleteCallHours: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the hours as they were read. */
                "If-Match"?: string;
            };
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
                /** @description The two-letter code of the state. */
                state: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hours as they are now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallHours"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    listPeople: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dealer's code. */
                code: components["parameters"]["DealerCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The people. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonList"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    generateLeads: {
        parameters: {
            query?: {
                /** @description How many leads at most. */
                limit?: number;
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: {
                /** @description `wait=N`: wait up to N seconds for final messages. */
                Prefer?: string;
                /** @description The `ETag` of an earlier answer. */
                "If-None-Match"?: string;
                /** @description `gzip` is served from a copy that was compressed once. */
                "Accept-Encoding"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The leads. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    /** @description `private, no-cache` */
                    "Cache-Control"?: string;
                    /** @description `Accept-Encoding, Authorization, Cookie` */
                    Vary?: string;
                    /** @description The preference that was applied, if one was asked for. */
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GeneratedLeads"];
                };
            };
            /** @description Nothing has changed since the answer with that `ETag`. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    listLeads: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description Where the page starts; `next_cursor` of the page before. */
                cursor?: components["parameters"]["Cursor"];
                /** @description How many at most. */
                limit?: components["parameters"]["PageLimit"];
                /** @description Only these priorities. May be given several times. */
                priority?: components["schemas"]["Priority"][];
                /**
                 * @description Only these statuses; may be given several times. Without it: the open ones (`new`,
                 *     `contacted`, `callback`).
                 */
                status?: components["schemas"]["LeadStatus"][];
                /** @description Only the leads of this person (an id), of the caller (`me`) or of nobody (`none`). */
                assignee?: string;
                /** @description Only leads whose customer, VIN, model, city or note contains this text, whatever its case. */
                q?: string;
                /** @description `now`: only leads whose owner may be called at this moment; see `call_hours` of a lead. */
                call?: components["schemas"]["CallFilter"];
                /** @description `rank`: by priority, then probability. `newest` and `oldest`: by when the lead was opened. */
                sort?: components["schemas"]["LeadSort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of leads. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeadPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    countLeads: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description Only the leads of this person (an id), of the caller (`me`) or of nobody (`none`). */
                assignee?: string;
                /** @description Only leads whose customer, VIN, model, city or note contains this text, whatever its case. */
                q?: string;
                /** @description `now`: only leads whose owner may be called at this moment; see `call_hours` of a lead. */
                call?: components["schemas"]["CallFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeadCounts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    changeLeads: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeadChanges"];
            };
        };
        responses: {
            /** @description What became of each change. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeadChangeResults"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    findVehicleInQueue: {
        parameters: {
            query: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
                /** @description As in `GET /api/leads`. */
                priority?: components["schemas"]["Priority"][];
                /** @description As in `GET /api/leads`. */
                status?: components["schemas"]["LeadStatus"][];
                /** @description As in `GET /api/leads`. */
                assignee?: string;
                /** @description As in `GET /api/leads`. */
                q?: string;
                /** @description As in `GET /api/leads`. */
                call?: components["schemas"]["CallFilter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where it stands. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whereabouts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    getLead: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lead. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    updateLead: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: {
                /** @description The `ETag` of the lead as it was read. */
                "If-Match"?: string;
            };
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeadChange"];
            };
        };
        responses: {
            /** @description The lead as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    editMessage: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: {
                /** @description The `ETag` of the lead as it was read. */
                "If-Match"?: string;
            };
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageTexts"];
            };
        };
        responses: {
            /** @description The lead as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    rewriteMessage: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header: {
                /** @description A name for this request, made up by the caller. */
                "Idempotency-Key": string;
            };
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Mismatch"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    putBackMessage: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: {
                /** @description The `ETag` of the lead as it was read. */
                "If-Match"?: string;
            };
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lead as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    getMessageRecord: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRecord"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    listActivities: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description Where the page starts; `next_cursor` of the page before. */
                cursor?: components["parameters"]["Cursor"];
                /** @description How many at most. */
                limit?: components["parameters"]["PageLimit"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the history. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    recordOutcome: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: {
                /** @description The `ETag` of the lead as it was read. */
                "If-Match"?: string;
            };
            path: {
                /** @description The lead's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutcomeInput"];
            };
        };
        responses: {
            /** @description The outcome is recorded. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedOutcome"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    undoActivity: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The lead's id. */
                id: string;
                /** @description The activity's id. */
                activity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lead as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lead"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    listViews: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The views. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    createView: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewInput"];
            };
        };
        responses: {
            /** @description The view was saved. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    putView: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The view's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewInput"];
            };
        };
        responses: {
            /** @description The view as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    deleteView: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The view's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The view is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    listVehicles: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description Where the page starts; `next_cursor` of the page before. */
                cursor?: components["parameters"]["Cursor"];
                /** @description How many at most. */
                limit?: components["parameters"]["PageLimit"];
                /** @description Only vehicles whose VIN, customer, model or city contains this text, whatever its case. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of vehicles. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VehiclePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    getVehicle: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The vehicle. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vehicle"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    putVehicle: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VehicleInput"];
            };
        };
        responses: {
            /** @description The vehicle was replaced, or was the same already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vehicle"];
                };
            };
            /** @description The vehicle was added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vehicle"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    listReadings: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description Only readings of these kinds. */
                kind?: components["schemas"]["ReadingKind"][];
                /** @description Only readings from this time on. */
                since?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The readings. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadingList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    listBatteryEvents: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatteryEventList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    recordBatteryEvent: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatteryEventInput"];
            };
        };
        responses: {
            /** @description The event was recorded before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatteryEvent"];
                };
            };
            /** @description The event is recorded. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatteryEvent"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    takeBackBatteryEvent: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The vehicle identification number; small letters are taken as capitals. */
                vin: string;
                /** @description The event's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    postTelemetry: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TelemetryBatch"];
            };
        };
        responses: {
            /** @description The batch is stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelemetryResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Problem"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The imports. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    importFile: {
        parameters: {
            query: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description What the rows are. */
                kind: components["schemas"]["ImportKind"];
                /** @description Check the file and store nothing. */
                dry_run?: boolean;
                /** @description Tell of each piece of rows as soon as it is dealt with. */
                progress?: boolean;
                /** @description A name for this import, made up by the caller. One that the dealer has used before, or cancelled, is a 409. */
                id?: components["schemas"]["ImportID"];
                /** @description What the file is called, for the record. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description What became of each row; with `progress=true` as it comes about. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                    "application/x-ndjson": components["schemas"]["ImportLine"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            default: components["responses"]["Problem"];
        };
    };
    cancelImport: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: never;
            path: {
                /** @description The name that the import was given. */
                id: components["schemas"]["ImportID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What became of the import. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportRecord"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    getRiskModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskModel"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            default: components["responses"]["Problem"];
        };
    };
    assessRisk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssessmentInput"];
            };
        };
        responses: {
            /** @description The estimate. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assessment"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Problem"];
        };
    };
    getCalibration: {
        parameters: {
            query?: {
                /** @description The dealer's code. Without it an admin gets all dealers together, and everybody else their own. */
                dealer?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calibration"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    tryFleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FleetTrial"];
            };
        };
        responses: {
            /** @description The fleet as it is, and as it would be. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FleetOutlook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    getResults: {
        parameters: {
            query?: {
                /** @description The dealer's code. Without it an admin gets all dealers, and everybody else their own. */
                dealer?: string;
                /** @description The first day; without it the 90th before the last. At most two years before the last. */
                from?: string;
                /** @description The last day; without it today (UTC). */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The results. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultsReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
            };
            header?: {
                /** @description The id of the last event that was seen. What is none of ours is answered with `reset`. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    /** @description `no`: a proxy passes each event on at once. */
                    "X-Accel-Buffering"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["EventData"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Problem"];
        };
    };
    getPerformanceStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        performance_stats: components["schemas"]["PerformanceStats"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getServiceActivity: {
        parameters: {
            query?: {
                /** @description How far back to look. */
                window?: components["schemas"]["ServiceWindow"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures, the oldest first. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceActivity"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Problem"];
        };
    };
    getSpend: {
        parameters: {
            query?: {
                /** @description The dealer's code. Without it an admin gets all dealers, and everybody else their own. */
                dealer?: string;
                /** @description The month, such as `2026-11`; without it the present one. */
                month?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The month so far, or as it was. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpendReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Healthy or degraded. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NoStore"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Unhealthy. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
