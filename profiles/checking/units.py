"""Whether a code is a unit of UCUM: the grammar and the symbols of the standard, case sensitive.

This product includes all or a portion of the UCUM table, UCUM codes, and UCUM definitions or is derived from
it, subject to a license from Regenstrief Institute, Inc. and The UCUM Organization. Your use of the UCUM
table, UCUM codes, UCUM definitions also is subject to this license, a copy of which is available at
https://ucum.org. Copyright (C) 1995-2024, Regenstrief Institute, Inc. and the UCUM Organization. All rights
reserved. THE UCUM TABLE (IN ALL FORMATS), UCUM DEFINITIONS, AND SPECIFICATION ARE PROVIDED "AS IS."
"""

from __future__ import annotations

import re
from functools import lru_cache

# ucum-essence.xml, version 2.2 of 2024-06-17: prefixes, then units with isMetric="yes", then the others
_PREFIXES = "Y Z E P T G M k h da d c m u n p f a z y Ki Mi Gi Ti"
_METRIC = """
    m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc [c] [h]
    [k] [eps_0] [mu_0] [e] [m_e] [m_p] [G] [g] [ly] gf Ky Gal dyn erg P Bi St Mx G Oe Gb sb Lmb ph Ci R
    RAD REM cal_[15] cal_[20] cal_m cal_IT cal_th cal tex m[H2O] m[Hg] eq osm g% kat U [iU] [IU] Np B
    B[SPL] B[V] B[mV] B[uV] B[10.nV] B[W] B[kW] st mho bit By Bd
"""
_OTHERS = """
    10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] gon deg ' '' min h d a_t a_j a_g a wk mo_s mo_j mo_g mo AU
    atm [lbf_av] [in_i] [ft_i] [yd_i] [mi_i] [fth_i] [nmi_i] [kn_i] [sin_i] [sft_i] [syd_i] [cin_i]
    [cft_i] [cyd_i] [bf_i] [cr_i] [mil_i] [cml_i] [hd_i] [ft_us] [yd_us] [in_us] [rd_us] [ch_us] [lk_us]
    [rch_us] [rlk_us] [fth_us] [fur_us] [mi_us] [acr_us] [srd_us] [smi_us] [sct] [twp] [mil_us] [in_br]
    [ft_br] [rd_br] [ch_br] [lk_br] [fth_br] [pc_br] [yd_br] [mi_br] [nmi_br] [kn_br] [acr_br] [gal_us]
    [bbl_us] [qt_us] [pt_us] [gil_us] [foz_us] [fdr_us] [min_us] [crd_us] [bu_us] [gal_wi] [pk_us]
    [dqt_us] [dpt_us] [tbs_us] [tsp_us] [cup_us] [foz_m] [cup_m] [tsp_m] [tbs_m] [gal_br] [pk_br] [bu_br]
    [qt_br] [pt_br] [gil_br] [foz_br] [fdr_br] [min_br] [gr] [lb_av] [oz_av] [dr_av] [scwt_av] [lcwt_av]
    [ston_av] [lton_av] [stone_av] [pwt_tr] [oz_tr] [lb_tr] [sc_ap] [dr_ap] [oz_ap] [lb_ap] [oz_m] [lne]
    [pnt] [pca] [pnt_pr] [pca_pr] [pied] [pouce] [ligne] [didot] [cicero] [degF] [degR] [degRe] [Cal]
    [Btu_39] [Btu_59] [Btu_60] [Btu_m] [Btu_IT] [Btu_th] [Btu] [HP] [den] [in_i'H2O] [in_i'Hg] [PRU]
    [wood'U] [diop] [p'diop] %[slope] [mesh_i] [Ch] [drp] [hnsf'U] [MET] [hp'_X] [hp'_C] [hp'_M] [hp'_Q]
    [hp_X] [hp_C] [hp_M] [hp_Q] [kp_X] [kp_C] [kp_M] [kp_Q] [pH] [S] [HPF] [LPF] [arb'U] [USP'U] [GPL'U]
    [MPL'U] [APL'U] [beth'U] [anti'Xa'U] [todd'U] [dye'U] [smgy'U] [bdsk'U] [ka'U] [knk'U] [mclg'U] [tb'U]
    [CCID_50] [TCID_50] [EID_50] [PFU] [FFU] [CFU] [IR] [BAU] [AU] [Amb'a'1'U] [PNU] [Lf] [D'ag'U] [FEU]
    [ELU] [EU] Ao b att [psi] circ sph [car_m] [car_Au] [smoot] [m/s2/Hz^(1/2)] [NTU] [FNU] bit_s
"""
_SYMBOLS = frozenset(
    [
        *_OTHERS.split(),
        *_METRIC.split(),
        *(prefix + symbol for prefix in _PREFIXES.split() for symbol in _METRIC.split()),
    ]
)

_TOKEN = re.compile(
    r"(?P<per>/)|(?P<times>\.)|(?P<opened>\()|(?P<closed>\))|(?P<annotation>\{[^{}]*\})"
    r"|(?P<symbol>10[*^]|(?:\[[^ \[\]]*\]|[^ \[\]./(){}0-9+-])+)(?P<exponent>[+-]?[0-9]+)?"
    r"|(?P<factor>[0-9]+)"
)


_ENDED = ("symbol", "factor", "annotation", "closed")
_BEGINS = ("start", "per", "times", "opened")
_BEFORE: dict[str, tuple[str, ...]] = {
    "per": (*_ENDED, "start"),
    "times": _ENDED,
    "opened": _BEGINS,
    "closed": _ENDED,
    "annotation": (*_BEGINS, *_ENDED),
    "symbol": _BEGINS,
    "factor": _BEGINS,
}
"""Kind of token → kinds that may stand before it."""


@lru_cache(maxsize=1024)
def fault(code: str) -> str | None:
    """What makes the code no unit, or None (The Unified Code for Units of Measure, §§2–12 and table 1).

    Grammar and symbols are judged, not whether the unit suits what was measured. Annotations may have spaces,
    since HL7's own list of common units (value set `ucum-common`) has some that do.
    """
    if not code:
        return "an empty unit"
    if not all(" " <= character <= "~" for character in code):
        return "a unit of UCUM has no letters outside ASCII"
    open_brackets = 0
    before = "start"  # what the grammar may go on from
    position = 0
    while position < len(code):
        token = _TOKEN.match(code, position)
        kind = token and next(name for name in _BEFORE if token[name])
        if not token or not kind or before not in _BEFORE[kind]:
            return f"not a unit of UCUM: its grammar is broken at character {position + 1}"
        if kind == "symbol" and token["symbol"] not in _SYMBOLS:
            return f"not a unit of UCUM: no such symbol at character {position + 1}"
        open_brackets += (kind == "opened") - (kind == "closed")
        if open_brackets < 0:
            return f"not a unit of UCUM: a bracket is closed at character {position + 1} that was not opened"
        before = kind
        position = token.end()
    if before in _BEGINS:
        return "not a unit of UCUM: it ends too early"
    return "not a unit of UCUM: a bracket is not closed" if open_brackets else None
