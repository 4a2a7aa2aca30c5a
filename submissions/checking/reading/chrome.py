"""What a web page puts round a report: source lines, counters, buttons, crumbs.

Conservative: only short lines, only before the report begins and after it
ends, and never a line that could be a signature, a date or a title.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..document import Part
from .joining import stands_alone
from .raw import RawParagraph

Normalised = tuple[RawParagraph, str, tuple[int, ...]]

_CONTENTS = re.compile("目\\s*[录次]$")
_LEADER = re.compile("[.…·\\s—-]*\\d{0,3}$")  # dots and page number behind a listed heading
_CONTENTS_REACH = 30  # paragraphs from the top in which a table of contents may begin
_HEAD = 20  # paragraphs from the top that may be chrome
_TAIL = 12
_LONGEST = 80  # characters
_CHROME = re.compile(
    r"^(?:来源|信息来源|文章来源|稿源|作者|编辑|责任编辑|审核|发布(?:时间|日期|机构|单位)|更新时间|成文日期|发文日期|索引号|主题分类|公开方式"
    r"|浏览(?:次数|量)|阅读(?:次数|量)?|点击(?:数|量|次数)?|访问(?:次数|量)|字体|字号|分享|打印|关闭|收藏|纠错|相关附件|附件下载|相关(?:链接|文章|阅读|新闻)"
    r"|上一篇|下一篇|返回顶部|官方微信|官方微博|政务微信|微信公众号|扫一扫|当前位置|您现在(?:的|所在|所在的)位置|您的位置|首页|主办单位|承办单位|版权所有"
    r"|网站(?:地图|标识码|声明)|联系我们|.{0,4}ICP备|.{0,4}公网安备)[】\]]?(?:[：:》>|\s【\[-]|$)"
    r"|发布时间[：:]|浏览次数[：:]|【?字体[：:]|分享到|【?打印(?:本页)?】|【?关闭(?:窗口)?】|(?:^|[^一-鿿])首页[>》]"
    r"|(?:政府|人民政府|司法局|政务|门户|信息)(?:门户)?网站?$|^[^，。]{2,20}人民政府网$|扫一扫在手机|网站标识码|ICP备\d|公网安备|^[>》].+[>》]"
)
# the card of a page in an information-disclosure catalogue: [ 索引号 ] 1150…, | 文  号：无 |, - 体裁：报告
_CARD = re.compile(
    r"^[-•●·|\s]*[【\[]?\s*(?:信息)?(?:索引号?|备注/文号|文号|发[文布](?:字号|日期|时间|机[关构]|单位)|公文(?:生成)?日期|生成日期|成文(?:日期|时间)"
    r"|主题(?:分类|词)|体裁(?:分类)?|组配分类|分类|所属(?:类目|栏目)|公开(?:目录|方式|类别|类型|属性|范围|形式)|机构名称|标题|名称|关键词|有效性|时效性?(?:有效|失效)?"
    r"|效力状态|来源|日期|时间)\s*[】\]]?(?:[：:\]】|]|\s+(?=[\d\-—/[|]|$)|(?=(?:发布|公开|成文|索引|文号)|[一-鿿\w]+/?20\d\d|20\d\d-|[^，。]{2,16}(?:人民政府|办事处)$)|$)"
)
_BUTTONS = re.compile(
    "^(?:打印|关闭|窗口|本页|收藏|分享|纠错|返回|顶部|首页|列表|上一[页篇级]|下一[页篇]|字[体号]大?小?|主动公开|(?:进入|退出)老年模式|关怀版|无障碍"
    "|保护视力色|信息公开|规章库|[大中小]|[×|｜/【】（）()：\\-•\\s]|\\[|\\])+$"
)
_STARTS_REPORT = re.compile("^(?:[一二三四五六七八九十]、|[（(][一二三]|.{0,40}如下[：:]?$)")


def mark_chrome(paragraphs: list[Normalised]) -> list[Normalised]:
    """The paragraphs with the web page's own lines at head and tail marked :attr:`Part.CHROME`."""
    marked = _without_contents_table(list(paragraphs))
    for index in range(min(_HEAD, len(marked))):
        if _STARTS_REPORT.match(marked[index][1]) or len(marked[index][1]) > _LONGEST * 2:
            break
        marked[index] = _judged(marked[index])
    for index in range(len(marked) - 1, max(-1, len(marked) - 1 - _TAIL), -1):
        if len(marked[index][1]) > _LONGEST:
            break
        marked[index] = _judged(marked[index])
    return marked


def _without_contents_table(items: list[Normalised]) -> list[Normalised]:
    """目录 and the headings listed under it, which stand again further down, set aside."""
    at = next((i for i, (_, text, _) in enumerate(items[:_CONTENTS_REACH]) if _CONTENTS.match(text)), None)
    if at is None:
        return items
    end = at + 1
    while end < len(items) and _stands_again(_LEADER.sub("", items[end][1]), items[end + 1 :]):
        end += 1
    if end == at + 1:
        return items
    listed = [(replace(raw, part=Part.CHROME), text, origin) for raw, text, origin in items[at:end]]
    return [*items[:at], *listed, *items[end:]]


def _stands_again(heading: str, rest: list[Normalised]) -> bool:
    return bool(heading) and any(text.startswith(heading) for _, text, _ in rest)


def _judged(item: Normalised) -> Normalised:
    paragraph, text, origin = item
    if (
        paragraph.part is not Part.BODY
        or len(text) > _LONGEST
        or not (_CHROME.search(text) or _CARD.match(text) or _BUTTONS.match(text))
    ):
        return item
    if stands_alone(text) and not text.endswith(("网站", "网", "：")) and not _CARD.match(text):
        return item
    return replace(paragraph, part=Part.CHROME), text, origin
