"""What is asked where no labelled questions are at hand."""

QUERIES = (
    "老人吃饭的食堂办起来了几个？",
    "去年新增城镇就业多少人",
    "农村公路 新改建 公里",
    "老房子装电梯给多少补助",
    "一般公共预算收入增长多少",
    "哪些村的集体经济收入超过了十万元？",
    "污水处理率达到多少",
    "高标准农田建了多少亩",
    "政府自身建设有什么要求",
    "存在哪些困难和问题",
    "引进了几个亿元以上的项目",
    "看病报销比例提高了没有",
    "新建幼儿园学位",
    "荒地复耕种什么",
    "今年居民收入打算增长多少",
    "空气质量优良天数",
    "营商环境 一窗通办",
    "河长制 断面水质",
    "义务教育 学位 新增",
    "招商引资 到位资金",
)

ASKED = tuple(query for query in QUERIES if "哪些" not in query)
"""A question over many reports is answered from every one of them, in proportion to the library."""
