"""What a drawing and a formula may hold, in HTML or in a file: shapes, words and colours, and nothing that runs.

What has HTML in it (`foreignObject`), changes an address by itself (`set`, `animate`) or reaches out of the drawing is
not among it.
"""

from collections.abc import Mapping

SVG_ELEMENTS = (
    *("a", "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer"),
    *("feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow"),
    *("feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode"),
    *("feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence"),
    *("filter", "g", "image", "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon", "polyline"),
    *("radialGradient", "rect", "stop", "svg", "switch", "symbol", "text", "textPath", "title", "tspan", "use"),
)
SVG_ATTRIBUTES = (
    *("alignment-baseline", "amplitude", "aria-describedby", "aria-hidden", "aria-label", "aria-labelledby"),
    *("azimuth", "baseFrequency", "baseline-shift", "bias", "class", "clip-path", "clip-rule", "clipPathUnits"),
    *("color", "color-interpolation", "color-interpolation-filters", "cx", "cy", "d", "diffuseConstant", "direction"),
    *("display", "divisor", "dominant-baseline", "dx", "dy", "edgeMode", "elevation", "exponent", "fill"),
    *("fill-opacity", "fill-rule", "filter", "filterUnits", "flood-color", "flood-opacity", "focusable", "font-family"),
    *("font-size", "font-size-adjust", "font-stretch", "font-style", "font-variant", "font-weight", "fr", "fx", "fy"),
    *("gradientTransform", "gradientUnits", "height", "href", "id", "image-rendering", "in", "in2", "intercept"),
    *("k1", "k2", "k3", "k4", "kernelMatrix", "kernelUnitLength", "lang", "lengthAdjust", "letter-spacing"),
    *("lighting-color", "limitingConeAngle", "marker-end", "marker-mid", "marker-start", "markerHeight"),
    *("markerUnits", "markerWidth", "mask", "mask-type", "maskContentUnits", "maskUnits", "method", "mode"),
    *("numOctaves", "offset", "opacity", "operator", "order", "orient", "overflow", "paint-order", "pathLength"),
    *("patternContentUnits", "patternTransform", "patternUnits", "pointer-events", "points", "pointsAtX", "pointsAtY"),
    *("pointsAtZ", "preserveAlpha", "preserveAspectRatio", "primitiveUnits", "r", "radius", "refX", "refY", "result"),
    *("role", "rotate", "rx", "ry", "scale", "seed", "shape-rendering", "side", "slope", "spacing"),
    *("specularConstant", "specularExponent", "spreadMethod", "startOffset", "stdDeviation", "stitchTiles"),
    *("stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap"),
    *("stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "style", "surfaceScale"),
    *("systemLanguage", "tableValues", "targetX", "targetY", "text-anchor", "text-decoration", "text-rendering"),
    *("textLength", "transform", "transform-origin", "type", "values", "vector-effect", "viewBox", "visibility"),
    *("width", "word-spacing", "writing-mode", "x", "x1", "x2", "xChannelSelector", "y", "y1", "y2"),
    *("yChannelSelector", "z"),
)
MATH_ELEMENTS = (
    *("annotation", "math", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom"),
    *("mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd"),
    *("mtext", "mtr", "munder", "munderover", "none", "semantics"),
)
MATH_ATTRIBUTES = (
    *("accent", "accentunder", "alttext", "class", "columnalign", "columnlines", "columnspacing", "columnspan"),
    *("depth", "dir", "display", "displaystyle", "encoding", "fence", "form", "frame", "height", "id", "lang"),
    *("largeop", "linebreak", "linethickness", "lspace", "mathbackground", "mathcolor", "mathsize", "mathvariant"),
    *("maxsize", "minsize", "movablelimits", "notation", "rowalign", "rowlines", "rowspacing", "rowspan", "rspace"),
    *("scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width"),
)
# In these a browser reads HTML, so they hold text alone (HTML, 13.2.6.5).
TEXT_ONLY = frozenset({"title", "desc", "annotation", "mi", "mn", "mo", "ms", "mtext"})
# On a drawing as a whole these would paint over the page around it; what stands in it is cut at its edge.
OVERFLOWING_ATTRIBUTES = frozenset({"filter", "overflow", "transform", "transform-origin"})
MATH_LENGTHS = frozenset(
    {"depth", "height", "linethickness", "lspace", "mathsize", "maxsize", "minsize", "rspace", "voffset", "width"}
    | {"columnspacing", "rowspacing"}
)
LINK_ATTRIBUTES = frozenset({"href", "xlink:href"})


def by_lowered(names: tuple[str, ...]) -> Mapping[str, str]:
    return {name.lower(): name for name in names}


# In HTML the case of names is free, in XML it is not.
FOREIGN_ELEMENTS = {"svg": by_lowered(SVG_ELEMENTS), "math": by_lowered(MATH_ELEMENTS)}
FOREIGN_ATTRIBUTES = {"svg": by_lowered(SVG_ATTRIBUTES), "math": by_lowered(MATH_ATTRIBUTES)}
