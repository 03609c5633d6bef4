// stream_merge: joins the spike streams of the cores of a layer, in core order within a step.
// Source 0 is consumed up to its end-of-step token, then source 1, ...; the end-of-step tokens of
// all but the last source are dropped (one cycle each), the last one's ends the merged step. The
// merged address is source * STRIDE + local address. No storage: out_valid_o follows the inputs in
// the same cycle; in_ready_o depends on registers and out_ready_i only. All sources must send
// every step.
// Source tokens are 32-bit words {last, eos, address}, so that a simulator moves whole words.
`default_nettype none

module stream_merge #(
  parameter N_SOURCES  = 2,             // >= 1
  parameter STRIDE     = 128,           // addresses per source
  parameter ADDR_WIDTH = 16             // of the merged stream
) (
  input  wire                    clk_i,
  input  wire                    rst_i,

  input  wire [N_SOURCES-1:0]    in_valid_i,
  output wire [N_SOURCES-1:0]    in_ready_o,
  // Address bits above ADDR_WIDTH are padding.
  // verilator lint_off UNUSED
  input  wire [32*N_SOURCES-1:0] in_token_i,
  // verilator lint_on UNUSED

  output wire                    out_valid_o,
  input  wire                    out_ready_i,
  output wire [ADDR_WIDTH+1:0]   out_token_o   // {last, eos, address}
);

  localparam INDEX_WIDTH = N_SOURCES > 1 ? $clog2(N_SOURCES) : 1;
  localparam [INDEX_WIDTH-1:0] ONE_SOURCE  = 1;
  localparam [N_SOURCES-1:0]   FIRST       = 1;
  localparam [ADDR_WIDTH-1:0]  STRIDE_ADDR = STRIDE[ADDR_WIDTH-1:0];

  reg [INDEX_WIDTH-1:0] source_q;
  reg [N_SOURCES-1:0]   select_q;       // one-hot of source_q
  reg [ADDR_WIDTH-1:0]  base_q;         // source_q * STRIDE

  // verilator lint_off UNUSED
  wire [31:0] token = in_token_i[32*source_q +: 32];
  // verilator lint_on UNUSED
  wire        eos   = token[30];
  wire        valid = |(in_valid_i & select_q);
  wire        final_source = select_q[N_SOURCES-1];

  assign in_ready_o  = select_q & {N_SOURCES{out_ready_i}};
  assign out_valid_o = valid && !(eos && !final_source);
  assign out_token_o = {token[31:30], eos ? {ADDR_WIDTH{1'b0}} : token[ADDR_WIDTH-1:0] + base_q};

  always @(posedge clk_i) begin
    if (rst_i || valid && out_ready_i && eos && final_source) begin
      source_q <= {INDEX_WIDTH{1'b0}};
      select_q <= FIRST;
      base_q   <= {ADDR_WIDTH{1'b0}};
    end else if (valid && out_ready_i && eos) begin
      source_q <= source_q + ONE_SOURCE;
      select_q <= select_q << 1;
      base_q   <= base_q + STRIDE_ADDR;
    end
  end

`ifdef FORMAL
  // One source is chosen, its number, one-hot and base agree; with sources that hold, so does the
  // output; a step ends with the last source's end-of-step token only.
  reg f_past = 1'b0;
  integer f_s;
  always @(posedge clk_i) begin
    f_past <= 1'b1;
    if (!f_past) assume (rst_i);
    else begin
      for (f_s = 0; f_s < N_SOURCES; f_s = f_s + 1)
        if ($past(in_valid_i[f_s] && !in_ready_o[f_s] && !rst_i))
          assume (in_valid_i[f_s]
                  && in_token_i[32*f_s +: 32] == $past(in_token_i[32*f_s +: 32]));
      assert (source_q < N_SOURCES);
      assert (select_q == FIRST << source_q);
      assert (base_q == source_q * STRIDE_ADDR);
      if ($past(out_valid_o && !out_ready_i && !rst_i))
        assert (out_valid_o && out_token_o == $past(out_token_o));
      if (out_valid_o && out_token_o[ADDR_WIDTH]) assert (source_q == N_SOURCES - 1);
    end
  end
`endif

endmodule

`default_nettype wire
