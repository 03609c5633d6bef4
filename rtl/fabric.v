// fabric: everything of a network but its cores: host stream -> link -> cores of layer 0 -> link ->
// ... -> cores of the last layer -> link -> read-out. The cores' stream ports are flattened here:
// core k of layer l has index sum(CORES of the layers below) + k. Every output is a function of
// registers, so fabric and cores can be simulated in lockstep, one by one.
// A layer's input token goes to all its cores (valid per core, one token word per layer). A token
// word is 32 bits: {last, eos, 30-bit address}; a core takes the low bits of the address it needs.
`default_nettype none

module fabric #(
  parameter LAYERS     = 2,             // 1..8
  parameter [63:0] CORES = 64'h0102,    // cores per layer, 8 bits each, layer 0 lowest
  parameter COLUMNS    = 128,           // neurons per core
  parameter CLASSES    = 64,
  parameter ADDR_WIDTH = 16,
  // Derived; do not set.
  parameter CLASS_WIDTH = $clog2(CLASSES),
  parameter N_CORES     = (LAYERS > 0 ? CORES[7:0] : 0)   + (LAYERS > 1 ? CORES[15:8] : 0)
                        + (LAYERS > 2 ? CORES[23:16] : 0) + (LAYERS > 3 ? CORES[31:24] : 0)
                        + (LAYERS > 4 ? CORES[39:32] : 0) + (LAYERS > 5 ? CORES[47:40] : 0)
                        + (LAYERS > 6 ? CORES[55:48] : 0) + (LAYERS > 7 ? CORES[63:56] : 0)
) (
  input  wire                   clk_i,
  input  wire                   rst_i,

  input  wire                   host_valid_i,
  output wire                   host_ready_o,
  input  wire [31:0]            host_token_i,

  output wire [N_CORES-1:0]     core_in_valid_o,
  input  wire [N_CORES-1:0]     core_in_ready_i,
  output wire [32*LAYERS-1:0]   layer_token_o,

  input  wire [N_CORES-1:0]     core_out_valid_i,
  output wire [N_CORES-1:0]     core_out_ready_o,
  input  wire [32*N_CORES-1:0]  core_out_token_i,

  // Read-out; an external sink may stall it at the first token of a step.
  input  wire                   sink_stall_i,
  output wire                   sink_valid_o,
  output wire                   sink_first_o,
  output wire [ADDR_WIDTH+1:0]  sink_token_o,   // {last, eos, address}
  output wire                   result_valid_o,
  output wire [CLASS_WIDTH-1:0] winner_o,
  input  wire [CLASS_WIDTH-1:0] count_class_i,
  output wire [15:0]            count_o
);

  function integer first_core(input integer layer);
    integer k;
    begin
      first_core = 0;
      for (k = 0; k < layer; k = k + 1)
        first_core = first_core + {24'd0, CORES[8*k +: 8]};
    end
  endfunction

  genvar l;
  generate
    for (l = 0; l < LAYERS; l = l + 1) begin : g_layer
      // Cores of this layer are FIRST .. FIRST + N - 1; the layer below starts at BELOW.
      localparam N     = {24'd0, CORES[8*l +: 8]};
      localparam FIRST = first_core(l);
      wire [ADDR_WIDTH+1:0] token;

      assign layer_token_o[32*l +: 32] = {token[ADDR_WIDTH+1:ADDR_WIDTH],
                                          {30-ADDR_WIDTH{1'b0}}, token[ADDR_WIDTH-1:0]};
      if (l == 0) begin : g_link
        layer_link #(
          .N_SOURCES(1), .N_DESTINATIONS(N), .STRIDE(0), .ADDR_WIDTH(ADDR_WIDTH)
        ) u_link (
          .clk_i(clk_i), .rst_i(rst_i),
          .in_valid_i(host_valid_i), .in_ready_o(host_ready_o), .in_token_i(host_token_i),
          .out_valid_o(core_in_valid_o[FIRST +: N]), .out_ready_i(core_in_ready_i[FIRST +: N]),
          .out_token_o(token)
        );
      end else begin : g_link
        localparam BELOW   = first_core(l - 1);
        localparam SOURCES = FIRST - BELOW;
        layer_link #(
          .N_SOURCES(SOURCES), .N_DESTINATIONS(N), .STRIDE(COLUMNS), .ADDR_WIDTH(ADDR_WIDTH)
        ) u_link (
          .clk_i(clk_i), .rst_i(rst_i),
          .in_valid_i(core_out_valid_i[BELOW +: SOURCES]),
          .in_ready_o(core_out_ready_o[BELOW +: SOURCES]),
          .in_token_i(core_out_token_i[32*BELOW +: 32*SOURCES]),
          .out_valid_o(core_in_valid_o[FIRST +: N]), .out_ready_i(core_in_ready_i[FIRST +: N]),
          .out_token_o(token)
        );
      end
    end
  endgenerate

  localparam LAST_FIRST = first_core(LAYERS - 1);
  localparam LAST_N     = N_CORES - LAST_FIRST;
  wire sink_ready;

  layer_link #(
    .N_SOURCES(LAST_N), .N_DESTINATIONS(1), .STRIDE(COLUMNS), .ADDR_WIDTH(ADDR_WIDTH)
  ) u_sink_link (
    .clk_i(clk_i), .rst_i(rst_i),
    .in_valid_i(core_out_valid_i[LAST_FIRST +: LAST_N]),
    .in_ready_o(core_out_ready_o[LAST_FIRST +: LAST_N]),
    .in_token_i(core_out_token_i[32*LAST_FIRST +: 32*LAST_N]),
    .out_valid_o(sink_valid_o), .out_ready_i(sink_ready), .out_token_o(sink_token_o)
  );

  readout #(.CLASSES(CLASSES), .COUNT_WIDTH(16), .ADDR_WIDTH(ADDR_WIDTH)) u_readout (
    .clk_i(clk_i), .rst_i(rst_i), .stall_i(sink_stall_i),
    .in_valid_i(sink_valid_o), .in_ready_o(sink_ready), .in_token_i(sink_token_o),
    .first_o(sink_first_o),
    .result_valid_o(result_valid_o), .winner_o(winner_o),
    .count_class_i(count_class_i), .count_o(count_o)
  );

endmodule

`default_nettype wire
