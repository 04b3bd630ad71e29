"""Timers, counters and settings of SLAC, named as in ISO 15118-3 (slac, section 5)."""

from __future__ import annotations

import msgspec

from v2xsdk.errors import ConfigError
from v2xsdk.protocol.slac.records import RUN_ID_SIZE


class SlacTimers(msgspec.Struct, frozen=True, kw_only=True):
    """Timers in seconds: ``tt_`` are waited for, ``tp_`` are the own performance, ``t_`` are the pilot's."""

    tt_evse_slac_init_s: float = 40.0
    """EVSE: plugged to first CM_SLAC_PARM.REQ, 20 to 50 s."""
    tt_match_response_s: float = 0.2
    """Wait for the answer to a request before it is repeated."""
    tp_match_sequence_s: float = 0.06
    """EV: pause after the first CM_SLAC_PARM.CNF, in which other EVSEs may answer; at most 0.1 s."""
    tt_match_sequence_s: float = 0.4
    """EVSE: CM_SLAC_PARM.CNF to CM_START_ATTEN_CHAR.IND."""
    tp_ev_batch_msg_interval_s: float = 0.025
    """EV: gap between START and SOUND messages, 0.02 to 0.05 s."""
    evse_stragglers_s: float = 0.045
    """EVSE: wait after the last sound for late profiles; within TP_EVSE_avg_atten_calc (0.1 s)."""
    tt_ev_atten_results_s: float = 1.2
    """EV: first CM_START_ATTEN_CHAR.IND to the end of collecting CM_ATTEN_CHAR.IND."""
    tt_evse_match_session_s: float = 10.0
    """EVSE: CM_ATTEN_CHAR.RSP to CM_VALIDATE.REQ or CM_SLAC_MATCH.REQ."""
    tt_evse_vald_toggle_s: float = 3.5
    """EVSE: longest toggle window that it grants."""
    tp_ev_vald_state_duration_s: float = 0.3
    """EV: how long each B and C of a toggle lasts, 0.2 to 0.4 s."""
    vald_tolerance_s: float = 0.05
    """Allowed beyond 0.2 to 0.4 s for the length of a toggle."""
    vald_window_tolerance_s: float = 0.3
    """EV: waits this much beyond the toggle window: one unit of the timer field and the edge detection."""
    tt_match_join_s: float = 12.0
    """CM_SLAC_MATCH.CNF to link up."""
    tt_amp_map_exchange_s: float = 0.2
    """Wait for CM_AMP_MAP.CNF."""
    tp_link_ready_notification_s: float = 0.2
    """Link up to the report of it, 0.2 to 1 s."""
    tt_matching_rate_s: float = 0.4
    """EV: pause before another attempt, [V2G3-A09-124]."""
    tt_matching_repetition_s: float = 10.0
    """All attempts begin within this from the first answer on, [V2G3-A09-125]."""
    t_conn_init_hlc_s: float = 0.2
    """EV: state B lasts at least this after C, D, E or F before matching starts."""
    t_conn_resetup_s: float = 15.0
    """EV: longest wait after a lost link before it matches again by itself; a new pilot trigger is faster."""
    t_step_ef_s: float = 4.0
    """EVSE: state E or F, [V2G3-M06-09]."""
    t_step_x1_s: float = 3.0
    """EVSE: X1 between 5 % and the nominal duty cycle, [V2G3-M06-06]."""
    x1_after_ef_s: float = 0.75
    """EVSE: X1 after E or F; not in the standard, older vehicles need 0.5 to 1 s."""
    tt_link_status_response_s: float = 5.0
    """A modem silent about its link for so long counts as link down."""
    link_poll_s: float = 0.05
    """How often the modem is asked for the link while it joins."""
    link_watch_s: float = 0.5
    """How often it is asked once the link is up."""
    set_key_timeout_s: float = 1.0
    """Wait for CM_SET_KEY.CNF; no second request goes out before."""
    set_key_pause_s: float = 0.5
    """Pause before a repeated CM_SET_KEY.REQ."""
    vendor_query_gap_s: float = 0.1
    """Between the two questions that find the modem's vendor."""
    modem_retry_s: float = 5.0
    """EVSE: pause before a modem that did not take the key is tried again."""


class SlacCounters(msgspec.Struct, frozen=True, kw_only=True):
    """Counters."""

    c_ev_start_atten_char_inds: int = 3
    c_ev_match_mnbc: int = 10
    c_ev_match_retry: int = 2
    """Repeats of a message that got no answer: three sends in all."""
    c_ev_parm_requests: int = 100
    """CM_SLAC_PARM.REQ sent while nobody ever answered; charging stations wake up slowly."""
    c_ev_vald_nb_toggles: int = 3
    c_ev_vald_retry: int = 10
    """How often an EVSE that is busy with another validation is asked again, each TT_match_sequence."""
    c_conn_max_match: int = 3
    """Matching attempts of one plug-in."""
    c_sequ_retry: int = 2
    """EVSE: passes through E or F when no vehicle speaks SLAC."""
    c_evse_match_parallel: int = 5
    """EVSE: runs at the same time."""
    c_set_key_retry: int = 2
    c_link_down: int = 2
    """Answers "link down" in a row before it is believed."""


class EvseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How an EVSE takes part in SLAC."""

    timers: SlacTimers = SlacTimers()
    counters: SlacCounters = SlacCounters()
    num_sounds: int = 10
    timeout_100ms: int = 6
    coupling_offset_db: int = 0
    """Added to each averaged group; of the board, as measured by its maker."""
    validation: bool = True
    """Count toggles on request; without a pilot reading that is quick enough, answer "failure"."""
    crosstalk_margin_db: float = 3.0
    """A vehicle this much farther than another one in a live run is not confirmed."""
    bench_attenuation_db: int | None = None
    """Claimed when the modem gives profiles without groups. Benches only: it defeats SLAC's purpose."""
    amplitude_map: bytes | None = None
    """Sent to the vehicle after link up, 0 to 15 a carrier."""

    def __post_init__(self) -> None:
        """Refuse what no message can carry."""
        _check(
            0 < self.num_sounds <= 255 and 0 < self.timeout_100ms <= 255, "num_sounds and timeout_100ms are 1 to 255"
        )
        bench_db = self.bench_attenuation_db
        _check(bench_db is None or 0 <= bench_db <= 255, "bench_attenuation_db is 0 to 255")
        _check(_is_map(self.amplitude_map), "amplitude_map has at least one carrier, each 0 to 15")


class EvSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How an EV takes part in SLAC."""

    timers: SlacTimers = SlacTimers()
    counters: SlacCounters = SlacCounters()
    c_ev_match_signalattn_direct_db: float = 10.0
    """Mean attenuation up to which an EVSE is the one plugged in."""
    c_ev_match_signalattn_indirect_db: float = 20.0
    """Up to which it may be, if validation says so; beyond, it is somebody else's."""
    accept_not_required: bool = False
    """Take "validation not required" of the only candidate for a yes."""
    match_at_nominal_duty: bool = False
    """Start matching at a nominal duty cycle too, not only at 5 %."""
    fixed_run_id: bytes | None = None
    """Use always this run identifier, as some vehicles do; else each run has a random one."""
    amplitude_map: bytes | None = None
    """Sent to the EVSE after link up, 0 to 15 a carrier."""

    def __post_init__(self) -> None:
        """Refuse what no message can carry."""
        run_id = self.fixed_run_id
        _check(run_id is None or len(run_id) == RUN_ID_SIZE, f"fixed_run_id has {RUN_ID_SIZE} bytes")
        _check(_is_map(self.amplitude_map), "amplitude_map has at least one carrier, each 0 to 15")


def _check(holds: bool, rule: str) -> None:
    if not holds:
        raise ConfigError(rule)


def _is_map(amplitudes: bytes | None) -> bool:
    return amplitudes is None or (len(amplitudes) > 0 and max(amplitudes) <= 15)
