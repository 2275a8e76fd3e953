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
         * @description In order of priority, then probability. `next_cursor` is the `cursor` of the next page, and
         *     `null` on the last. A cursor belongs to the filters it was given with. No total is counted.
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
         * @description Counted by priority, with the expected number of replacements among them.
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
         *     `closed_reason`, `other` without one; a lead that is `closed` stays closed.
         */
        patch: operations["updateLead"];
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
         * @description Replaces what is known of the vehicle; what is left out is not known. The vehicle is scored
         *     again. A VIN whose check digit does not fit is accepted and flagged.
         */
        put: operations["putVehicle"];
        post?: never;
        delete?: never;
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
        get?: never;
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
         *     At most 64 MiB.
         */
        post: operations["importFile"];
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
            /**
             * @description A: published and checkable. B: reported second-hand. C: an assumption.
             * @enum {string}
             */
            grade: "A" | "B" | "C";
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
        };
        /** @enum {string} */
        MessageKind: "ai" | "template";
        Message: {
            kind: components["schemas"]["MessageKind"];
            /**
             * @description Why a template is shown: `no_provider`, `pending`, `rate_limited`, `timeout`,
             *     `upstream_error`, `invalid_answer`, `refused`, `truncated`, `unauthorized`, `out_of_credit`,
             *     `context_length`, `oversize`, `unavailable`, `missing_fact` or `error`. `null` for `ai`.
             */
            reason: string | null;
            phone_script: string;
            sms: string;
            email: {
                subject: string;
                body: string;
            };
            /** @description The model that wrote it; `null` for a template. */
            model: string | null;
            /** @description The prompt it was written for; `null` for a template. */
            prompt_version: string | null;
            /**
             * Format: date-time
             * @description When it was written; `null` for a template.
             */
            generated_at: string | null;
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
            /** Format: date */
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
        };
        ModelFigures: {
            /**
             * Format: int64
             * @description Requests sent to the provider, retries among them.
             */
            calls: number;
            /**
             * Format: int64
             * @description Texts that could not be had.
             */
            failures: number;
            failures_by_reason: {
                [key: string]: number;
            };
            /** Format: int64 */
            prompt_tokens: number;
            /** Format: int64 */
            completion_tokens: number;
            /** Format: int64 */
            in_flight: number;
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
                    /** @description The session cookie. */
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
                    /** @description An expired session cookie. */
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
                    /** @description `Accept-Encoding, Cookie` */
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
    importFile: {
        parameters: {
            query: {
                /** @description The dealer's code. An admin must name one; for everybody else it is their own dealer. */
                dealer?: components["parameters"]["ForDealer"];
                /** @description What the rows are. */
                kind: components["schemas"]["ImportKind"];
                /** @description Check the file and store nothing. */
                dry_run?: boolean;
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
            /** @description What became of each row. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
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
